//! Edits of the paths for new hires.

use super::{Editor, Tree};

impl Editor {
    /// Writes a path anew, or removes one.
    pub(super) fn path(&mut self, tree: &mut Tree) -> Option<String> {
        let path = self.pick(&["content/paths/one.yaml", "content/paths/two.yaml"]);
        if self.one_in(6) {
            tree.get(path)?;
            tree.remove(path);
            return Some(format!("{path} is gone"));
        }
        let mut text = format!(
            "title: {}\ndescription: {}\nsteps:\n",
            self.words(1, 3),
            self.words(2, 6)
        );
        for day in [1, 7, 30] {
            text.push_str(&format!(
                "  - day: {day}\n    title: {}\n    items:\n",
                self.words(1, 4)
            ));
            for _ in 0..=self.below(4) {
                let item = self.path_item(tree)?;
                text.push_str(&format!("      - {item}\n"));
            }
        }
        if self.one_in(4) {
            text.push_str(self.pick(&[
                "rolle: x\n",
                "  - day: 7\n",
                "  - [\n",
                "draft: true\n",
                "  - items:\n",
            ]));
        }
        tree.set(path, text);
        Some(format!("another path in {path}"))
    }

    fn path_item(&mut self, tree: &Tree) -> Option<String> {
        let page = self.page(tree)?;
        let address = super::address(page.strip_prefix("content/")?.strip_suffix(".md")?);
        let words = self.words(2, 8);
        Some(match self.below(8) {
            0 | 1 => format!("read: {address}"),
            2 => format!("{{ read: \"{address}#{}\", note: {words} }}", self.word()),
            3 => "read: /area-0/#limits".to_owned(),
            4 => format!("do: {words}, see [it]({address})"),
            5 => format!("{{ do: {words} until $1, minutes: {} }}", self.below(90)),
            6 => "{ try: deck-threshold, with: { segment: smb } }".to_owned(),
            _ => "{ try: segment, with: { employees: 40 }, note: 'By {{< policy \"travel.days\" >}} days' }"
                .to_owned(),
        })
    }
}
