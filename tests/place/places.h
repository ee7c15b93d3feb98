/* SPDX-License-Identifier: GPL-2.0 */
/* Of both files; a mark as SystemTap's <sys/sdt.h> makes it (version 3). */
#ifndef STAPX_PLACES_H
#define STAPX_PLACES_H

extern int first_seed;
int other(int q);

#define MARK(provider, name, semaphore, args)                              \
	__asm__ volatile("990: nop\n"                                      \
			 ".pushsection .note.stapsdt,\"\",\"note\"\n"      \
			 ".balign 4\n"                                     \
			 ".4byte 992f-991f, 994f-993f, 3\n"                \
			 "991: .asciz \"stapsdt\"\n"                       \
			 "992: .balign 4\n"                                \
			 "993: .8byte 990b\n"                              \
			 ".8byte _.stapsdt.base\n"                         \
			 ".8byte " semaphore "\n"                          \
			 ".asciz \"" provider "\"\n"                       \
			 ".asciz \"" name "\"\n"                           \
			 ".asciz \"" args "\"\n"                           \
			 "994: .balign 4\n"                                \
			 ".popsection\n"                                   \
			 ".ifndef _.stapsdt.base\n"                        \
			 ".pushsection .stapsdt.base,\"aG\",\"progbits\"," \
			 ".stapsdt.base,comdat\n"                          \
			 ".weak _.stapsdt.base\n"                          \
			 ".hidden _.stapsdt.base\n"                        \
			 "_.stapsdt.base: .space 1\n"                      \
			 ".size _.stapsdt.base, 1\n"                       \
			 ".popsection\n"                                   \
			 ".endif\n")

#endif
