//! Another tool embeds the registry: open, record three facts, ask for coverage, explain a cell.
#![allow(clippy::print_stdout, reason = "an example shows what it finds")]

use jiceng_core::domain::division::DivisionRegistered;
use jiceng_core::domain::element::ElementEstablished;
use jiceng_core::domain::{Command, DivisionCode, Event, KindCode, Name, PartialDate, Recorder, Wish};
use jiceng_core::{Question, Registry, Request};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = Registry::in_memory(); // or Registry::create(dir), Registry::open(dir)
    let record = |day: &str, event: Event| -> Result<_, Box<dyn std::error::Error>> {
        let wish = Wish { effective: PartialDate::parse(day)?, evidence: Vec::new(), command: Command::Record(event) };
        Ok(registry.record(&Request::new(Recorder::parse("示例办公室")?, wish))?)
    };
    for (code, name) in [
        ("45", "广西壮族自治区"),
        ("4502", "柳州市"),
        ("450206", "柳江区"),
        ("450206100", "示例镇"),
        ("450206100001", "示例社区"),
    ] {
        let division = DivisionRegistered::new(DivisionCode::parse(code)?, Name::parse(name)?);
        record("2016-12-31", division.into())?;
    }
    let (community, kind) = (DivisionCode::parse("450206100001")?, KindCode::parse("womens_home")?);
    record("2019-03-08", ElementEstablished { place: community.into(), kind: kind.clone(), name: None }.into())?;

    let view = registry.view(Question::on(jiff::civil::date(2020, 6, 30)))?.locked()?;
    println!("coverage: {:?}", view.coverage()?.total().totals);
    let place = view.find(&community.into()).ok_or("no such place")?;
    let kind = view.facts().catalogue.kind(kind.as_str()).ok_or("no such kind")?;
    let explanation = view.explain(place, kind)?.ok_or("not assessed")?;
    println!("women's home: {:?}", explanation.state);
    for ground in explanation.grounds {
        println!("  by {:?}", view.entry(ground.position)?.ok_or("gone")?.recorded.fact);
    }
    Ok(())
}
