//! XMP metadata, document information and the colour profile. The only date is the as-of date.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::super::super::RenderError;
use super::object::{dictionary, name, text};
use super::write::FileWriter;
use crate::clean::escaped;
use report::Report;

static PROFILE: &[u8] = include_bytes!("../../../../templates/fonts/sRGB.icc");

/// Adds the XMP packet.
pub(super) fn metadata(file: &mut FileWriter, report: &Report) -> Result<ObjectId, RenderError> {
    let dict = dictionary([("Type", name("Metadata")), ("Subtype", name("XML"))]);
    let packet = packet(report).into_bytes();
    file.add(Stream::new(dict, packet).with_compression(false))
}

fn packet(report: &Report) -> String {
    let date = format!("{}+09:00", report.time_iso());
    let (title, author) = (escaped(&report.title), escaped(&report.organisation));
    let (subject, tool) = (escaped(&report.subtitle), escaped(&report.generator));
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>ja</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool><pdf:Producer>{tool}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{feff}'
    )
}

/// Adds the information dictionary.
pub(super) fn information(file: &mut FileWriter, report: &Report) -> Result<ObjectId, RenderError> {
    let clean = super::super::font::clean;
    let date = format!(
        "D:{}+09'00'",
        report.time_iso().replace(['-', 'T', ':'], "")
    );
    file.add(dictionary([
        ("Title", text(&clean(&report.title))),
        ("Author", text(&clean(&report.organisation))),
        ("Subject", text(&clean(&report.subtitle))),
        ("Creator", text(&clean(&report.generator))),
        ("Producer", text(&clean(&report.generator))),
        ("CreationDate", Object::string_literal(date.clone())),
        ("ModDate", Object::string_literal(date)),
    ]))
}

/// Adds the sRGB profile that gives the colours their meaning.
pub(super) fn output_intent(file: &mut FileWriter) -> Result<Dictionary, RenderError> {
    let dict = dictionary([("N", 3.into())]);
    let profile = file.add(Stream::new(dict, PROFILE.to_vec()))?;
    Ok(dictionary([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", Object::string_literal("sRGB")),
        ("Info", Object::string_literal("sRGB")),
        ("DestOutputProfile", profile.into()),
    ]))
}
