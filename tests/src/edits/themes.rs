//! Edits of the handbook's own theme, over the carried one.

use super::{Editor, Tree};
use crate::repository;

impl Editor {
    /// An edit of the theme.
    pub(super) fn theme(&mut self, tree: &mut Tree) -> Option<String> {
        let mut own = tree.paths("themes/own/");
        own.retain(|path| path.contains("/templates/") || path.contains("/styles/"));
        let path = self.choose(&own)?;
        let text = tree.text(&path)?;
        let is_template = path.contains("/templates/");
        match self.below(12) {
            0..4 => self.taken_over(tree),
            4 | 5 => {
                let word = self.word();
                let mark = if is_template {
                    format!("<!-- {word} -->\n")
                } else {
                    format!(".{word} {{ color: red }}\n")
                };
                tree.set(&path, format!("{text}{mark}"));
                Some(format!("a line in {path}"))
            }
            6 | 7 if is_template => {
                let addition = self.pick(&[
                    "{{ site.title }}",
                    "{{ page.title }}",
                    "{{ no_such_thing }}",
                    "{{ page.summary | no_such_filter }}",
                    "{% include \"partials/no-such.html\" %}",
                    "{% include \"partials/footer.html\" %}",
                    "{% if page.draft %}",
                    "{{ site.title | upper }}",
                    "{% for child in children %}{{ child.title }}{% endfor %}",
                ]);
                let at = text
                    .rfind("{%")
                    .filter(|_| text.starts_with("{% extends"))
                    .unwrap_or(text.len());
                tree.set(&path, format!("{}{addition}\n{}", &text[..at], &text[at..]));
                Some(format!("`{addition}` in {path}"))
            }
            8 => {
                tree.remove(&path);
                Some(format!("{path} removed"))
            }
            9 => {
                let (folder, _) = path.rsplit_once('/')?;
                let name = self.name();
                let new = format!("{folder}/{name}.html");
                tree.rename(&path, &new);
                Some(format!("{path} renamed to {new}"))
            }
            10 => {
                tree.set("themes/own/templates/home.html", "{% extends \"page.html\" %}{% block after_content %}<p>Home of {{ site.title }}</p>{% endblock after_content %}\n");
                Some("a template for the home page".to_owned())
            }
            _ => self.list_of_styles(tree),
        }
    }

    /// A carried file as the theme's own, with a change.
    fn taken_over(&mut self, tree: &mut Tree) -> Option<String> {
        let carried = crate::folder::tree(&repository().join("themes/handbook"));
        let names: Vec<&String> = carried
            .keys()
            .filter(|name| name.ends_with(".html") || name.ends_with(".css"))
            .collect();
        let name = (*self.random.choice(&names)?).clone();
        let text = String::from_utf8(carried.get(&name)?.clone()).ok()?;
        let word = self.word();
        let text = match name.ends_with(".html") {
            false => format!("{text}\n@layer components {{ .{word} {{ color: blue }} }}\n"),
            true => match self.below(4) {
                0 => text.replacen("class=\"", &format!("class=\"{word} "), 2),
                1 => text.replacen("{% if", "{% fi", 1),
                2 => text.replace("{{ site.title }}", &format!("{{{{ site.title }}}} {word}")),
                _ => text.replacen("<p>", &format!("<p>{word} "), 1),
            },
        };
        let path = format!("themes/own/{name}");
        tree.set(&path, text);
        Some(format!("{path} in place of the carried one"))
    }

    fn list_of_styles(&mut self, tree: &mut Tree) -> Option<String> {
        let path = "themes/own/theme.yaml";
        if tree.get(path).is_some() && self.one_in(2) {
            tree.remove(path);
            return Some(format!("{path} removed"));
        }
        let carried = std::fs::read_to_string(repository().join("themes/handbook/theme.yaml")).ok()?;
        let text = match self.below(4) {
            0 => carried.replace("  - print.css\n", ""),
            1 => carried.replace("  - print.css\n", "  - prent.css\n"),
            2 => carried.replace("styles:", "styles: ["),
            _ => format!("{carried}  - extra.css\n"),
        };
        tree.set(
            "themes/own/styles/extra.css",
            "@layer utilities { .extra { margin: 1px } }\n",
        );
        tree.set(path, text);
        Some(format!("another {path}"))
    }
}
