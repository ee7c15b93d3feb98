// SPDX-License-Identifier: GPL-2.0
/* Entry point of stapx-top. */
#include "base/stdfds.h"
#include "top/top.h"

int main(int argc, char **argv)
{
	if (stdfds_open())
		return 1;
	return top_main(argc, argv);
}
