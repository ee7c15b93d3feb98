# SPDX-License-Identifier: GPL-2.0
# A private apt state per Debian release: the machine's own mirror and proxy
# settings, but none of its lists, pins or installed packages. Signatures are
# checked by apt against Debian's own keyring and nothing else.

readonly APT_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# Index files older than this are fetched anew before a download.
readonly APT_MAX_AGE_MIN=1440

# Prints the base address of the machine's archive with LABEL ("Debian" or
# "Debian-Security"), as its own apt configuration has it.
apt_mirror() {
	local label=$1

	case $label in
	Debian) [[ -n ${STAPX_LAB_MIRROR:-} ]] && echo "$STAPX_LAB_MIRROR" &&
		return ;;
	*) [[ -n ${STAPX_LAB_SECURITY_MIRROR:-} ]] &&
		echo "$STAPX_LAB_SECURITY_MIRROR" && return ;;
	esac
	apt-get indextargets --format '$(REPO_URI)' \
		'Origin: Debian' "Label: $label" | head -n 1
}

apt_entry() {
	printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\n' "$1" "$2"
	printf 'Components: main\nSigned-By: %s\n\n' "$APT_KEYRING"
}

# apt_private SUITE TOOL ARG...: an apt tool on the private state of SUITE.
apt_private() {
	local dir=$LAB_CACHE/apt/$1 tool=$2
	shift 2

	"$tool" -q -o Dir::State="$dir" -o Dir::State::lists="$dir/lists" \
		-o Dir::State::status="$dir/status" -o Dir::Cache="$dir/cache" \
		-o Dir::Etc::sourcelist=/dev/null \
		-o Dir::Etc::sourceparts="$dir/sources" \
		-o Dir::Etc::preferences=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null \
		-o APT::Architecture=amd64 -o APT::Architectures=amd64 \
		-o APT::Sandbox::User=root -o APT::Update::Error-Mode=any \
		-o Acquire::Languages=none "$@"
}

# The functions below want the lock apt-SUITE held.

# Makes the index files of SUITE current. A release without a security
# archive (too new, or too old) is served by the main archive alone.
apt_update() {
	local suite=$1 dir=$LAB_CACHE/apt/$1 main security

	[[ -n $(find "$dir/fresh" -mmin -$APT_MAX_AGE_MIN 2>/dev/null) ]] &&
		return
	need_tools apt=apt-get
	[[ -r $APT_KEYRING ]] || die $EXIT_TOOLS "no Debian archive keys in" \
		"$APT_KEYRING; install with: apt-get install" \
		"debian-archive-keyring"
	main=$(apt_mirror Debian)
	[[ -n $main ]] || die $EXIT_TOOLS "apt knows no Debian archive here:" \
		"run apt-get update, or set STAPX_LAB_MIRROR to the address" \
		"of one"
	security=$(apt_mirror Debian-Security)
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" \
		"$dir/sources"
	: >"$dir/status"
	apt_entry "$main" "$suite" >"$dir/sources/main.sources"
	rm -f "$dir/sources/security.sources"
	if [[ $suite != sid && -n $security ]]; then
		apt_entry "$security" "$suite-security" \
			>"$dir/sources/security.sources"
		apt_try_update "$suite" && return
		rm -f "$dir/sources/security.sources"
	fi
	apt_try_update "$suite" && return
	cat "$dir/update.log" >&2
	die $EXIT_TOOLS "apt cannot read the release $suite: is the network" \
		"up? An unknown key means an old keyring: apt-get install" \
		"debian-archive-keyring"
}

apt_try_update() {
	local dir=$LAB_CACHE/apt/$1

	apt_private "$1" apt-get update >"$dir/update.log" 2>&1 || return
	: >"$dir/fresh"
}

# apt_download SUITE DIR PACKAGE...: verified .deb files into DIR. Index files
# that name versions gone from the mirror are renewed once.
apt_download() {
	local suite=$1 dir=$2 log=$LAB_CACHE/apt/$1/download.log
	shift 2

	apt_in "$dir" "$suite" apt-get download "$@" >"$log" 2>&1 && return
	rm -f "$LAB_CACHE/apt/$suite/fresh"
	apt_update "$suite"
	apt_in "$dir" "$suite" apt-get download "$@" >"$log" 2>&1 && return
	cat "$log" >&2
	die $EXIT_TOOLS "cannot download $*: is the network up?"
}

# apt_source SUITE DIR PACKAGE: the unpacked source, patches applied, and its
# verified files in DIR. A mirror may lack the files of the newest version that
# it lists, so older ones that it lists too are tried.
apt_source() {
	local suite=$1 dir=$2 package=$3 log=$LAB_CACHE/apt/$1/download.log
	local version versions

	versions=$(apt_private "$suite" apt-cache --only-source showsrc \
		"$package" | sed -n 's/^Version: //p' | sort -u -V -r)
	for version in $versions; do
		apt_in "$dir" "$suite" apt-get source "$package=$version" \
			>"$log" 2>&1 && return
	done
	[[ -n $versions ]] || log=/dev/null
	cat "$log" >&2
	die $EXIT_TOOLS "cannot get the source package $package of Debian" \
		"$suite: is the network up?"
}

apt_in() {
	(cd "$1" && apt_private "${@:2}")
}

# apt_depends SUITE PACKAGE: names of the packages that it depends on.
apt_depends() {
	apt_private "$1" apt-cache depends --no-recommends --no-suggests \
		--no-conflicts --no-breaks --no-replaces --no-enhances "$2" |
		sed -n 's/^ *|\?Depends: //p'
}
