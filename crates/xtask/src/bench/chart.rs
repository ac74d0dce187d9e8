//! The chart: processor time of each program as a multiple of the floor, one group of bars for each size.

use std::fmt::Write;

use super::{
    report::{Figure, Report, thousands},
    statistics::digits,
    tools::Kind,
};

const WIDTH: f64 = 720.0;
/// Where the bars begin: the names stand before it.
const LEFT: f64 = 110.0;
/// What is kept free behind the longest bar, for its number.
const RIGHT: f64 = 150.0;
const BAR: f64 = 18.0;
const STEP: f64 = 24.0;

/// A bar of the chart.
struct Bar {
    name: String,
    ratio: f64,
    /// From the least to the most.
    range: (f64, f64),
}

/// Draws the chart. Text stays text, and its colours follow the reader's choice of light or dark.
pub(super) fn svg(report: &Report) -> String {
    let groups: Vec<(String, Vec<Bar>)> = report
        .sizes
        .iter()
        .map(|size| {
            let floor = size.of(Kind::Floor);
            let bars = size.cold.iter().filter_map(|series| {
                let ratio = series.ratio(floor?, Figure::Cpu);
                Some(Bar {
                    name: series.name.clone(),
                    ratio: ratio.median,
                    range: (ratio.least, ratio.most),
                })
            });
            (format!("{} pages", thousands(size.pages as u64)), bars.collect())
        })
        .collect();
    let longest = groups
        .iter()
        .flat_map(|(_, bars)| bars)
        .fold(1.0, |longest: f64, bar| longest.max(bar.range.1));
    let scale = (WIDTH - LEFT - RIGHT) / longest;

    let mut body = String::new();
    let mut y = 58.0;
    for (title, bars) in &groups {
        let _ = writeln!(body, r#"<text class="group" x="0" y="{y:.0}">{title}</text>"#);
        y += 10.0;
        for bar in bars {
            draw(&mut body, bar, y, scale);
            y += STEP;
        }
        y += 26.0;
    }
    let height = y - 10.0;
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0}" width="{WIDTH}" height="{height:.0}" role="img" aria-labelledby="title desc">
<title id="title">Processor time of a build from nothing</title>
<desc id="desc">{}</desc>
<style>
svg {{ color-scheme: light dark; font: 14px system-ui, sans-serif; }}
text {{ fill: #1f2328; }}
.note {{ fill: #59636e; font-size: 13px; }}
.group, .title {{ font-weight: 600; }}
.name {{ text-anchor: end; }}
.bar {{ fill: #8c959f; }}
.ours {{ fill: #0969da; }}
.range {{ stroke: #1f2328; stroke-width: 1.5; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #f0f6fc; }}
.note {{ fill: #9198a1; }}
.bar {{ fill: #656c76; }}
.ours {{ fill: #4493f8; }}
.range {{ stroke: #f0f6fc; }}
}}
</style>
<text class="title" x="0" y="16">Processor time of a build from nothing</text>
<text class="note" x="0" y="34">as a multiple of reading, parsing and writing the same bytes; shorter is better</text>
{body}</svg>
"#,
        description(&groups)
    )
}

fn draw(body: &mut String, bar: &Bar, y: f64, scale: f64) {
    let class = if bar.name == Kind::Handbook.name() {
        "bar ours"
    } else {
        "bar"
    };
    let (middle, baseline) = (y + BAR / 2.0, y + BAR - 4.5);
    let width = bar.ratio * scale;
    let (from, to) = (LEFT + bar.range.0 * scale, LEFT + bar.range.1 * scale);
    let _ = writeln!(
        body,
        r#"<text class="name" x="{:.0}" y="{baseline:.1}">{}</text><rect class="{class}" x="{LEFT}" y="{y:.0}" width="{width:.1}" height="{BAR}" rx="2"/>"#,
        LEFT - 8.0,
        bar.name,
    );
    if to - from > 1.0 {
        let _ = writeln!(
            body,
            r#"<line class="range" x1="{from:.1}" x2="{to:.1}" y1="{middle:.1}" y2="{middle:.1}"/>"#
        );
    }
    let _ = writeln!(
        body,
        r#"<text x="{:.1}" y="{baseline:.1}">{}</text>"#,
        LEFT + width.max(bar.range.1 * scale) + 8.0,
        digits(bar.ratio),
    );
}

/// The same in words.
fn description(groups: &[(String, Vec<Bar>)]) -> String {
    let sentences: Vec<String> = groups
        .iter()
        .map(|(title, bars)| {
            let bars: Vec<String> = bars
                .iter()
                .map(|bar| format!("{} {}", bar.name, digits(bar.ratio)))
                .collect();
            format!("{title}: {}.", bars.join(", "))
        })
        .collect();
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{super::report::tests::report, *};

    #[test]
    fn the_chart_says_in_words_what_it_draws() {
        let svg = svg(&report());
        assert!(svg.contains("<title id=\"title\">"), "{svg}");
        assert!(
            svg.contains("1,000 pages: handbook 2.00, floor 1.00, Hugo 16.0."),
            "{svg}"
        );
        assert!(
            svg.contains(">16.0</text>") && svg.contains("class=\"bar ours\""),
            "{svg}"
        );
        assert!(svg.contains("prefers-color-scheme: dark"), "{svg}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn the_same_report_is_the_same_chart() {
        assert_eq!(svg(&report()), svg(&report()));
    }
}
