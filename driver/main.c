// SPDX-License-Identifier: GPL-2.0
/* Entry point of stapx. */
#include "base/stdfds.h"
#include "run/stapx.h"

int main(int argc, char **argv)
{
	if (stdfds_open())
		return 1;
	return stapx_main(argc, argv);
}
