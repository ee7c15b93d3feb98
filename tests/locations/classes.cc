/* SPDX-License-Identifier: GPL-2.0 */
/* C++ of many kinds: what its variables are is compared with a debugger. */
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

volatile long sink;

namespace shapes
{
enum class color : unsigned char { red = 1, green = 200 };

struct base {
	long serial;
	color paint = color::green;

	explicit base(long nr) : serial(nr)
	{
	}
	virtual ~base() = default;
	virtual long area() const = 0;
};

struct named {
	std::string name;
	int uses = 0;
};

struct box : base, named {
	int width : 12;
	int height : 12;
	double scale;

	box(long nr, int w, int h)
		: base(nr), named{ "box" }, width(w), height(h), scale(1.5)
	{
	}
	__attribute__((noinline)) long area() const override
	{
		long all = static_cast<long>(width) * height;

		sink = all;
		return all;
	}
};

struct circle : base {
	float radius;

	circle(long nr, float r) : base(nr), radius(r)
	{
	}
	__attribute__((noinline)) long area() const override
	{
		double square = static_cast<double>(radius) * radius;

		sink = static_cast<long>(square);
		return static_cast<long>(square * 3);
	}
};
} // namespace shapes

template <typename T> struct range {
	T from, to;

	T length() const
	{
		return to - from;
	}
};

struct three {
	long a, b, c;
};

struct two {
	int a;
	short b;
	char c[2];
};

static thread_local int depth = 4;

__attribute__((noinline)) static long by_value(three big, two little,
					       range<int> r)
{
	long sum = big.a + big.b * little.a + r.length();

	sink = sum;
	sum += little.c[1] + depth;
	sink = sum;
	return sum;
}

__attribute__((noinline)) static long by_reference(three &big,
						   const two &little,
						   range<long> &&r, int *&where)
{
	big.c += little.b;
	sink = big.c;
	*where += static_cast<int>(r.length());
	sink = *where;
	return big.c + *where;
}

template <typename T>
__attribute__((noinline)) static T largest(const std::vector<T> &all)
{
	T best = all.front();

	for (const T &one : all) {
		if (best < one)
			best = one;
		sink = static_cast<long>(best);
	}
	return best;
}

__attribute__((noinline)) static long total(const shapes::base *const *list,
					    unsigned int nr)
{
	static long calls = 100;
	long sum = 0;

	calls++;
	for (unsigned int i = 0; i < nr; i++) {
		const shapes::base *one = list[i];
		long area = one->area();

		sum += area;
		sink = sum + calls;
	}
	return sum;
}

__attribute__((noinline)) static long closures(int start, three big)
{
	int calls = 0;
	auto add = [&calls, start](long more) {
		calls++;
		sink = more;
		return more + start;
	};
	long sum = add(big.a);

	sum += add(sum);
	sink = calls;
	return sum;
}

__attribute__((noinline)) static long recurse(int level, range<unsigned char> r)
{
	three here = { level, r.from, r.to };

	depth = level;
	sink = here.b;
	if (level <= 0)
		return here.c;
	r.from++;
	return recurse(level - 1, r) + here.a;
}

__attribute__((noinline)) static std::size_t containers(int nr)
{
	std::map<std::string, int> names;
	std::unique_ptr<two> kept(new two{ nr, 2, { 'x', 'y' } });
	std::size_t sum = 0;

	for (int i = 0; i < nr; i++)
		names[std::string(static_cast<std::size_t>(i), 'a')] = i;
	for (const auto &entry : names)
		sum += entry.first.size() +
		       static_cast<std::size_t>(entry.second);
	sink = kept->a;
	return sum;
}

/* What the loader left on the stack is not the same twice. */
__attribute__((noinline)) static void wipe_stack()
{
	volatile char area[65536];

	for (std::size_t i = 0; i < sizeof(area); i++)
		area[i] = static_cast<char>(i % 100);
}

__attribute__((noinline)) static long run()
{
	shapes::box box(11, 20, -30);
	shapes::circle circle(12, 2.5f);
	const shapes::base *list[] = { &box, &circle };
	three big = { 1, 2, 3 };
	two little = { 7, -8, { 'p', 'q' } };
	int count = 5, *where = &count;
	long sum = total(list, 2);

	sum += by_value(big, little, { 3, 9 });
	sum += by_reference(big, little, { 10, 30 }, where);
	sum += largest(std::vector<int>{ 3, 1, 4, 1, 5 });
	sum += static_cast<long>(largest(std::vector<double>{ 0.5, 2.25 }));
	sum += closures(6, big);
	sum += recurse(3, { 10, 200 });
	sum += static_cast<long>(containers(4));
	return sum;
}

int main()
{
	wipe_stack();
	return run() == 42;
}
