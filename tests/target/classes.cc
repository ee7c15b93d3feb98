/* SPDX-License-Identifier: GPL-2.0 */
/* C++: references, base classes, namespaces, for tests/target/classes.stp. */
struct first {
	int one;
	int same;
	virtual ~first()
	{
	}
};

struct second {
	long two;
	int same;
};

struct shared {
	int far;
};

struct derived : first, second {
	int own;
	static int counter;

	__attribute__((noinline)) int method(int add)
	{
		int &alias = own;

		alias += add;
		return alias;
	}
};

struct distant : virtual shared {
	int near;
};

int derived::counter = 5;

namespace space
{
int level = 3;

enum class kind : short { none = -1 };

kind now = kind::none;

struct inner {
	int value;
};

__attribute__((noinline)) int call(inner &ref, const inner &&moved,
				   derived *object, distant *away)
{
	return ref.value + moved.value + object->own + away->near + level;
}
} // namespace space

int main()
{
	derived d;
	distant far;
	space::inner inner = { 8 };

	d.one = 1;
	d.first::same = 11;
	d.two = 2;
	d.second::same = 22;
	d.own = 3;
	far.near = 4;
	far.far = 9;
	return d.method(4) + space::call(inner, space::inner{ 6 }, &d, &far);
}
