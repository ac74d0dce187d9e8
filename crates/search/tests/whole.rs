//! From pages to files and from questions to pages, as a site and a browser do it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::HashMap;

use proptest::{collection::vec, prelude::*};
use search::{
    Damaged, ENTRY, File, Files, Index, Kind, Page, PageTerms, Rule, Search, Section, Words, cut, decompose,
};

struct Built {
    entry: Vec<u8>,
    files: HashMap<String, Vec<u8>>,
}

fn text(text: &str) -> Section<'_> {
    Section {
        text,
        ..Section::default()
    }
}

fn section<'t>(anchor: &'t str, heading: &'t str, text: &'t str) -> Section<'t> {
    Section {
        anchor,
        heading,
        level: 2,
        text,
    }
}

fn page<'t>(address: &'t str, title: &'t str, sections: &'t [Section<'t>]) -> Page<'t> {
    let area = address.split('/').nth(1).unwrap_or_default();
    Page {
        address,
        title,
        area,
        sections,
        ..Page::default()
    }
}

fn all_files(pages: &[Page<'_>], rules: &[Rule<'_>]) -> Vec<File> {
    let mut words = Words::default();
    let (terms, fragments): (Vec<_>, Vec<_>) =
        pages.iter().map(|page| PageTerms::of(page, &mut words)).unzip();
    let files = Files::of(&terms.iter().collect::<Vec<_>>(), rules).unwrap();
    [files.entry]
        .into_iter()
        .chain(files.others)
        .chain(fragments.into_iter().flatten())
        .collect()
}

fn build(pages: &[Page<'_>], rules: &[Rule<'_>]) -> Built {
    let mut files: HashMap<_, _> = all_files(pages, rules)
        .into_iter()
        .map(|file| (file.name, file.bytes))
        .collect();
    Built {
        entry: files.remove(ENTRY).unwrap(),
        files,
    }
}

impl Built {
    fn ask(&self, question: &str, typing: bool) -> Search {
        let mut search = Search::new(&self.entry, decompose).unwrap();
        search.show(20, 20);
        search.ask(question, typing, None);
        self.answer(&mut search);
        search
    }

    fn answer(&self, search: &mut Search) {
        for _ in 0..20 {
            let names = search.needs();
            if names.is_empty() {
                return;
            }
            for name in names {
                let bytes = self.files.get(&name).unwrap_or_else(|| panic!("no file {name}"));
                search.give(&name, Some(bytes.clone())).unwrap();
            }
        }
        panic!("files are asked for without end");
    }

    /// Addresses found, the best first.
    fn found(&self, question: &str) -> Vec<String> {
        addresses(&self.ask(question, false))
    }

    fn typed(&self, question: &str) -> Vec<String> {
        addresses(&self.ask(question, true))
    }
}

fn addresses(search: &Search) -> Vec<String> {
    search
        .hits()
        .iter()
        .map(|hit| search.about(hit.page).unwrap().address.into())
        .collect()
}

/// The parts of a text that are marked.
fn parts<'t>(search: &Search, text: &'t str) -> Vec<&'t str> {
    search.marks(text).into_iter().map(|mark| &text[mark]).collect()
}

/// A small handbook.
fn handbook() -> Built {
    let renewals = [
        text("How the team keeps customers."),
        section(
            "close-date",
            "Close date",
            "The close date of a renewal is the day before the subscription ends.",
        ),
        section(
            "approval",
            "Approval",
            "A discount above $5,000 needs an approval by the director.",
        ),
    ];
    let consult = [text(
        "An Opportunity Consult brings deal desk and legal together before a quote is sent.",
    )];
    let expenses = [text(
        "Meals at the café are paid up to 50 dollars a day. Ask for renewal of your card.",
    )];
    let people = [text("Who we are and how to reach us.")];
    let tokyo = [section(
        "office",
        "事務所",
        "東京都の事務所について説明します。契約の更新もここで行います。",
    )];
    let kyoto = [text("京都の事務所。")];
    let apart = [text("東京と京都の間を移動する。首都の都。")];
    let korean = [text("계약을 갱신하는 방법을 설명합니다.")];
    let chinese = [text("合同续签流程和审批")];
    let thai = [text("การต่ออายุสัญญาต้องได้รับการอนุมัติ")];
    let deck = [text("The amount from which a deck is needed.")];
    let value = Page {
        kind: Kind::Value,
        amount: "$5,000",
        summary: "When a deck is needed",
        ..page("/policy/deck/", "Deck threshold", &deck)
    };
    build(
        &[
            page("/sales/renewals/", "Renewals", &renewals),
            page("/sales/consult/", "Opportunity Consult", &consult),
            page("/finance/expenses/", "Expenses", &expenses),
            page("/people/", "People", &people),
            page("/ja/tokyo/", "東京", &tokyo),
            page("/ja/kyoto/", "京都", &kyoto),
            page("/ja/travel/", "出張", &apart),
            page("/ko/", "계약", &korean),
            page("/zh/", "合同", &chinese),
            page("/th/", "สัญญา", &thai),
            value,
        ],
        &[
            Rule {
                from: "OCF",
                to: "Opportunity Consult",
            },
            Rule {
                from: "time off",
                to: "expenses",
            },
        ],
    )
}

#[test]
fn all_words_come_before_some() {
    let handbook = handbook();
    assert_eq!(
        handbook.found("renewal"),
        ["/sales/renewals/", "/finance/expenses/"]
    );
    assert_eq!(handbook.found("renewals card")[0], "/finance/expenses/");
    assert_eq!(
        handbook.found("how is the discount approved")[0],
        "/sales/renewals/"
    );
    assert_eq!(handbook.found("who we are")[0], "/people/");
    assert!(handbook.found("").is_empty());
    assert!(handbook.found("?! …").is_empty());
}

#[test]
fn headings_are_targets_and_words_are_marked() {
    let handbook = handbook();
    let search = handbook.ask("close date renewal", false);
    let excerpt = search.excerpt(&search.hits()[0], 60).unwrap();
    assert_eq!((excerpt.anchor, excerpt.heading), ("close-date", "Close date"));
    let marked: Vec<&str> = excerpt
        .marks
        .iter()
        .map(|mark| &excerpt.text[mark.clone()])
        .collect();
    assert_eq!(marked, ["close", "date", "renewal"]);
    assert!(excerpt.goes_on.1);
    assert_eq!(parts(&search, "Close Dates!"), ["Close", "Dates"]);
}

#[test]
fn accents_widths_amounts_and_forms_are_folded() {
    let handbook = handbook();
    for question in ["cafe", "CAFÉ", "cafe\u{301}"] {
        assert_eq!(handbook.found(question), ["/finance/expenses/"], "{question}");
    }
    assert_eq!(handbook.found("ｒｅｎｅｗａｌ")[0], "/sales/renewals/");
    assert_eq!(handbook.found("close-date"), ["/sales/renewals/"]);
    for question in ["5k", "$5,000", "5000"] {
        let mut found = handbook.found(question);
        found.sort();
        assert_eq!(found, ["/policy/deck/", "/sales/renewals/"], "{question}");
    }
}

#[test]
fn values_are_results_with_their_amount() {
    let search = handbook().ask("deck threshold", false);
    let about = search.about(search.hits()[0].page).unwrap();
    assert_eq!(
        (about.kind, about.amount, about.title),
        (Kind::Value, "$5,000", "Deck threshold")
    );
    assert_eq!(
        search.excerpt(&search.hits()[0], 100).unwrap().summary,
        "When a deck is needed"
    );
}

#[test]
fn each_letter_typed_finds_the_page() {
    let handbook = handbook();
    for question in ["renewals", "opportunity", "expenses", "subscription", "approvals"] {
        let wanted = handbook.found(question)[0].clone();
        for end in 1..=question.len() {
            let found = handbook.typed(&question[..end]);
            assert!(found.contains(&wanted), "{}: {found:?}", &question[..end]);
        }
    }
    assert_eq!(handbook.typed("close da")[0], "/sales/renewals/");
    assert!(handbook.found("subscr").is_empty());
}

#[test]
fn synonyms_lead_one_way() {
    let handbook = handbook();
    assert_eq!(handbook.found("ocf"), ["/sales/consult/"]);
    assert_eq!(handbook.found("OCF legal"), ["/sales/consult/"]);
    assert_eq!(handbook.found("time off")[0], "/finance/expenses/");
    let search = handbook.ask("ocf", false);
    assert_eq!(parts(&search, "Opportunity Consult"), ["Opportunity", "Consult"]);
}

#[test]
fn typos_are_forgiven_and_told() {
    let handbook = handbook();
    for (typed, meant, page) in [
        ("renewls", "renewal", "/sales/renewals/"),
        ("oportunity", "opportunity", "/sales/consult/"),
        ("expnesse", "expenses", "/finance/expenses/"),
    ] {
        let search = handbook.ask(typed, false);
        assert_eq!(addresses(&search)[0], page);
        let correction = &search.corrections()[0];
        assert_eq!(
            (correction.range.clone(), correction.tried),
            (0..typed.len(), true)
        );
        assert_eq!(correction.words, [meant]);
    }
    let search = handbook.ask("renwls card", false);
    assert_eq!(addresses(&search), ["/finance/expenses/"]);
    assert_eq!(
        (
            search.corrections()[0].tried,
            search.corrections()[0].words[0].as_str()
        ),
        (false, "renewal")
    );
    assert!(handbook.ask("zzzzzzzz", false).corrections().is_empty());
}

#[test]
fn sections_of_the_site_filter() {
    let handbook = handbook();
    let mut search = handbook.ask("renewal", false);
    let finance = search.areas().iter().position(|area| area == "finance").unwrap();
    search.ask("renewal", false, Some(finance));
    handbook.answer(&mut search);
    assert_eq!(addresses(&search), ["/finance/expenses/"]);
    assert_eq!(search.area(search.hits()[0].page), Some("finance"));
    search.ask("renewal", false, Some(99));
    handbook.answer(&mut search);
    assert!(search.hits().is_empty());
}

#[test]
fn a_run_is_found_before_its_pairs_apart() {
    let handbook = handbook();
    assert_eq!(handbook.found("東京都"), ["/ja/tokyo/", "/ja/travel/"]);
    let mut found = handbook.found("京都");
    found.sort();
    assert_eq!(found, ["/ja/kyoto/", "/ja/tokyo/", "/ja/travel/"]);
    assert_eq!(handbook.found("契約の更新"), ["/ja/tokyo/"]);
    let search = handbook.ask("東京都", false);
    assert_eq!(parts(&search, "東京都の京都"), ["東京都"]);
    assert_eq!(parts(&search, "京都"), ["京都"]);
    let excerpt = search.excerpt(&search.hits()[0], 200).unwrap();
    assert_eq!((excerpt.anchor, excerpt.heading), ("office", "事務所"));
}

#[test]
fn scripts_without_spaces_are_found_inside_words() {
    let handbook = handbook();
    assert_eq!(handbook.found("계약")[0], "/ko/");
    assert_eq!(handbook.found("갱신 방법"), ["/ko/"]);
    assert_eq!(handbook.found("续签"), ["/zh/"]);
    assert_eq!(handbook.found("审批流程"), ["/zh/"]);
    assert_eq!(handbook.found("สัญญา"), ["/th/"]);
    assert_eq!(handbook.found("อนุมัติ"), ["/th/"]);
    assert_eq!(handbook.found("批"), ["/zh/"]);
    assert_eq!(handbook.found("签"), ["/zh/"]);
    assert_eq!(parts(&handbook.ask("签", false), "合同续签流程"), ["签"]);
}

#[test]
fn a_missing_file_takes_only_what_rests_on_it() {
    let handbook = handbook();
    let mut search = Search::new(&handbook.entry, decompose).unwrap();
    search.show(5, 5);
    search.ask("renewal", false, None);
    for name in search.needs() {
        assert_eq!(search.give(&name, Some(b"else".to_vec())), Err(Damaged));
    }
    for name in search.needs() {
        search.give(&name, None).unwrap();
    }
    assert!(search.needs().is_empty() && search.hits().is_empty() && !search.is_whole());
    search.retry();
    handbook.answer(&mut search);
    assert_eq!(addresses(&search)[0], "/sales/renewals/");
    assert!(search.is_whole());
}

#[test]
fn long_pages_are_shown_from_the_fragment_with_their_section() {
    let filler = "nothing to see here ".repeat(300);
    let headings: Vec<String> = (0..40).map(|number| format!("Part {number}")).collect();
    let texts: Vec<String> = (0..40)
        .map(|number| format!("{filler} word{number}here {filler}"))
        .collect();
    let sections: Vec<Section<'_>> = headings
        .iter()
        .zip(&texts)
        .map(|(heading, text)| section(heading, heading, text))
        .collect();
    let built = build(&[page("/long/", "Long", &sections)], &[]);
    for number in [0, 3, 39] {
        let search = built.ask(&format!("word{number}here"), false);
        let excerpt = search.excerpt(&search.hits()[0], 100).unwrap();
        assert!(
            excerpt.text.contains(&format!("word{number}here")),
            "{number}: {}",
            excerpt.text
        );
        assert_eq!(excerpt.marks.len(), 1);
        assert!(excerpt.text.len() <= 100);
    }
}

#[test]
fn many_pages_are_found_in_many_shards() {
    let words: Vec<String> = (0_u64..6_000)
        .map(|number| format!("w{:x}", number.wrapping_mul(0x9E37_79B9) % 0xFFFF_FFFF))
        .collect();
    let titles: Vec<String> = words.chunks(6).map(|words| words.join(" ")).collect();
    let addresses: Vec<String> = (0..titles.len())
        .map(|number| format!("/area{}/{number}/", number / 100))
        .collect();
    let sections = [text("the same text everywhere")];
    let pages: Vec<Page<'_>> = titles
        .iter()
        .zip(&addresses)
        .map(|(title, address)| page(address, title, &sections))
        .collect();
    let built = build(&pages, &[]);
    assert!(built.files.keys().filter(|name| name.starts_with("t/")).count() > 3);
    for (title, address) in titles.iter().zip(&addresses).step_by(37) {
        for word in title.split(' ') {
            assert_eq!(built.found(word)[0], *address, "{word}");
            assert!(
                built.typed(&word[..word.len().min(6)]).contains(address),
                "{word}"
            );
        }
    }
    assert_eq!(built.ask("everywhere", false).hits().len(), 1_000);
}

#[test]
fn an_edit_leaves_most_files_as_they_were() {
    let texts: Vec<String> = (0_u32..800)
        .map(|page| {
            (0..60_u32)
                .map(|word| format!("t{:x} ", (page * 7919 + word * 104_729) % 9973))
                .collect()
        })
        .collect();
    let addresses: Vec<String> = (0..800).map(|number| format!("/a/{number}/")).collect();
    let files = |edit: &str| {
        let texts: Vec<String> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                if index == 400 {
                    format!("{text} {edit}")
                } else {
                    text.clone()
                }
            })
            .collect();
        let sections: Vec<[Section<'_>; 1]> = texts.iter().map(|one| [text(one)]).collect();
        let pages: Vec<Page<'_>> = addresses
            .iter()
            .zip(&sections)
            .map(|(address, sections)| page(address, "Page", sections))
            .collect();
        all_files(&pages, &[])
    };
    let (before, after) = (files(""), files("brandnewword"));
    let changed = after
        .iter()
        .filter(|file| !before.contains(file))
        .map(|file| file.name.as_str())
        .collect::<Vec<_>>();
    let shards = after.iter().filter(|file| file.name.starts_with("t/")).count();
    let changed_shards = changed.iter().filter(|name| name.starts_with("t/")).count();
    assert!(shards > 10 && changed_shards <= 4, "{changed_shards} of {shards}");
    assert!(changed.len() <= changed_shards + 4, "{changed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn cutting_keeps_to_the_text(text in "(?s)\\PC{0,40}|[a-zéßＡ가한東京ガｶﾞกำที่ខ្မមြန 0-9.,'’_$k&-]{0,60}") {
        let mut last = 0;
        cut::cut(&text, decompose, |token| {
            assert!(text.get(token.range.clone()).is_some_and(|place| !place.is_empty()), "{token:?}");
            assert!(!token.word.is_empty() && token.word.len() <= 2 * cut::LONGEST, "{token:?}");
            let is_whole = matches!(token.kind, cut::Kind::Whole(_));
            assert!(is_whole || token.range.start >= last, "{token:?}");
            if !is_whole {
                last = token.range.start;
            }
        });
    }

    #[test]
    fn every_word_of_a_title_finds_its_page(titles in vec("[A-Za-zéü東京都契約한국어กขที่0-9' .-]{1,30}", 1..12)) {
        let addresses: Vec<String> = (0..titles.len()).map(|number| format!("/{number}/")).collect();
        let pages: Vec<Page<'_>> =
            titles.iter().zip(&addresses).map(|(title, address)| page(address, title, &[])).collect();
        let built = build(&pages, &[]);
        for (title, address) in titles.iter().zip(&addresses) {
            let mut words = Vec::new();
            cut::cut(title, decompose, |token| words.push(title[token.range].to_string()));
            for word in words {
                let found = built.found(&word);
                prop_assert!(found.contains(address) || found.len() > 20, "{word:?} of {title:?}: {found:?}");
            }
        }
    }

    #[test]
    fn an_index_that_is_renewed_is_one_made_anew(
        texts in vec("([a-d]{1,3}|renew(al|als|ed|ing)?|[東京]{1,3})( ([a-d]{1,3}|renew(al|als|ed|ing)?|[東京]{1,3})){0,20}", 40),
        edits in vec((0_usize..24, 0_usize..40), 1..12),
    ) {
        let mut words = Words::default();
        let mut terms = |number: usize, said: &str| {
            let sections = [section("a", said.split(' ').next().unwrap(), ""), text(said)];
            std::sync::Arc::new(PageTerms::of(&page(&format!("/{number}/"), "Title", &sections), &mut words).0)
        };
        let mut pages: Vec<_> = (0..24).map(|number| terms(number, &texts[number])).collect();
        let mut index = Index::of(&pages).unwrap();
        for (number, said) in edits {
            let before = pages.clone();
            pages[number] = terms(number, &texts[said]);
            index.renew(&before, &pages).unwrap();
            prop_assert_eq!(index.files(&pages, &[]), Files::of(&pages, &[]).unwrap());
        }
    }

    #[test]
    fn the_same_pages_give_the_same_files(texts in vec("[a-e東京 .]{0,40}", 1..20), earlier in "[a-e ]{0,200}") {
        let addresses: Vec<String> = (0..texts.len()).map(|number| format!("/{number}/")).collect();
        let sections: Vec<[Section<'_>; 1]> = texts.iter().map(|one| [text(one)]).collect();
        let pages: Vec<Page<'_>> =
            addresses.iter().zip(&sections).map(|(address, sections)| page(address, &address[1..], sections)).collect();
        let once = all_files(&pages, &[]);
        let mut words = Words::default();
        PageTerms::of(&page("/", &earlier, &[]), &mut words);
        let mut terms: Vec<PageTerms> = pages.iter().rev().map(|page| PageTerms::of(page, &mut words).0).collect();
        terms.reverse();
        let again = Files::of(&terms.iter().collect::<Vec<_>>(), &[]).unwrap();
        prop_assert_eq!(&once[0], &again.entry);
        prop_assert_eq!(&once[1..=again.others.len()], again.others.as_slice());
    }

    #[test]
    fn damaged_files_are_refused(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut_at in any::<prop::sample::Index>()) {
        let sections = [text("some text with a few words in it"), section("one", "One", "東京都 and more")];
        let built = build(&[page("/a/", "First", &sections), page("/b/", "Second", &sections)], &[Rule { from: "a", to: "b c" }]);
        for bytes in built.files.values().chain([&built.entry]) {
            let mut damaged = bytes.clone();
            for (place, byte) in &changes {
                let place = place.index(damaged.len());
                damaged[place] = *byte;
            }
            for entry in [damaged, bytes[..cut_at.index(bytes.len())].to_vec()] {
                if let Ok(mut search) = Search::new(&entry, decompose) {
                    search.show(5, 5);
                    search.ask("first text one", true, None);
                    for _ in 0..10 {
                        for name in search.needs() {
                            search.give(&name, built.files.get(&name).cloned()).ok();
                        }
                    }
                    prop_assert!(search.needs().is_empty());
                }
            }
        }
    }

    #[test]
    fn questions_never_panic(question in "\\PC{0,60}", typing: bool, length in 0..300_usize) {
        let sections = [text("some text with 5k words in it, naïve ones"), section("one", "One", "東京都 สัญญา and more")];
        let built = build(&[page("/a/", "First", &sections)], &[Rule { from: "a", to: "b c" }]);
        let search = built.ask(&question, typing);
        search.hits().iter().for_each(|hit| {
            let excerpt = search.excerpt(hit, length).unwrap();
            assert!(excerpt.marks.iter().all(|mark| excerpt.text.get(mark.clone()).is_some()));
        });
        assert!(search.marks(&question).iter().all(|mark| question.get(mark.clone()).is_some()));
    }
}
