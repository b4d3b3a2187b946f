#!/bin/sh
# Makes sevenfold/ui/static/ui and tests/vendor again from their sources. What it makes is committed,
# so only whoever changes the look runs this, and needs Node; an installation needs neither.
set -eu
cd "$(dirname "$0")"
static=../sevenfold/ui/static/ui
vendor=../tests/vendor

npm ci --ignore-scripts --no-audit --no-fund

# No source map and no address that starts at the root: manifest storage follows every one it finds.
mkdir -p "$static/fonts" "$vendor"
node_modules/.bin/sass --style=compressed --no-source-map \
    --load-path=node_modules/govuk-frontend/dist scss/sevenfold.scss "$static/sevenfold.css"

for face in literata public-sans; do
    source=node_modules/@fontsource-variable/$face
    cp "$source/LICENSE" "$static/fonts/OFL-$face.txt"
    for file in latin-wght-normal latin-wght-italic latin-ext-wght-normal; do
        cp "$source/files/$face-$file.woff2" "$static/fonts/"
    done
done
cp node_modules/axe-core/axe.min.js "$vendor/"
cp node_modules/axe-core/LICENSE "$vendor/LICENSE-axe-core.txt"
cp node_modules/axe-core/LICENSE-3RD-PARTY.txt "$vendor/LICENSE-axe-core-3rd-party.txt"
