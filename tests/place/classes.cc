// SPDX-License-Identifier: GPL-2.0
/* Names of C++. */
namespace ns
{
struct Box {
	int value;
	int get(int add);
	int get(const char *text);
	static int make(int from);
};

__attribute__((noinline)) int Box::get(int add)
{
	return value + add;
}

__attribute__((noinline)) int Box::get(const char *text)
{
	return text[0] + value;
}

__attribute__((noinline)) int Box::make(int from)
{
	return from + 1;
}

template <typename T> __attribute__((noinline)) T larger(T a, T b)
{
	return a > b ? a : b;
}
} // namespace ns

namespace
{
__attribute__((noinline)) int hidden(int q)
{
	return q;
}
} // namespace

__attribute__((noinline)) int plain(int x)
{
	return x;
}

int main(int argc, char **)
{
	ns::Box box = { argc };

	return box.get(1) + box.get("x") + plain(2) + ns::larger(1, argc) +
	       hidden(2) + ns::Box::make(3);
}
