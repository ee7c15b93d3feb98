/* SPDX-License-Identifier: GPL-2.0 */
/* A program whose code is in a library. */
int other(int q);

int first_seed;

int main(int argc, char **argv)
{
	(void)argv;
	return other(argc);
}
