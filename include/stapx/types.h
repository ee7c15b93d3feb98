/* SPDX-License-Identifier: GPL-2.0 */
/* Fixed-width types for both sides; the kernel object has no system header. */
#ifndef STAPX_TYPES_H
#define STAPX_TYPES_H

typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __INT8_TYPE__ s8;
typedef __INT16_TYPE__ s16;
typedef __INT32_TYPE__ s32;
typedef __INT64_TYPE__ s64;
typedef __SIZE_TYPE__ sx_size;

#endif
