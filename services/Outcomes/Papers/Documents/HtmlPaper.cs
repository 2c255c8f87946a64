using System.Text;
using System.Xml.Linq;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>One page with all that it needs in it. Built as XML, so that no text can be taken for markup.</summary>
sealed class HtmlPaper
{
    static readonly string Style = Embedded.Text("paper.css");

    readonly XElement _main = new("main");
    readonly HashSet<Guid> _anchored = [];

    /// <summary>The list items that are open, from the outermost.</summary>
    readonly List<XElement> _items = [];

    public static byte[] Write(PaperDocument paper, string language)
    {
        var outline = new PaperOutline(paper, language);
        var page = new HtmlPaper();
        foreach (var block in outline.Blocks()) page.Add(block);
        var html = new XElement("html", InLanguage(language),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", outline.Title),
                new XElement("style", Style)),
            new XElement("body", page._main));
        return Encoding.UTF8.GetBytes($"<!DOCTYPE html>\n{html.ToString(SaveOptions.DisableFormatting)}\n");
    }

    void Add(Block block)
    {
        var depth = block is Item ? block.Depth - 1 : block.Depth;
        _items.RemoveRange(depth, _items.Count - depth);
        var parent = depth == 0 ? _main : _items[^1];
        var element = ElementFor(block);
        if (_anchored.Add(block.Source)) element.SetAttributeValue("id", block.Source);
        if (block is Item)
        {
            _items.Add(element);
            if (parent.Elements().LastOrDefault() is { Name.LocalName: "ul" } list) parent = list;
            else parent.Add("\n", parent = new XElement("ul"));
        }
        parent.Add("\n", element);
    }

    static XElement ElementFor(Block block) => block switch
    {
        Heading heading => Element($"h{heading.Level + 1}", heading.Runs),
        Subtitle subtitle => Element("p", subtitle.Runs, new XAttribute("class", "subtitle")),
        Paragraph paragraph => Element("p", paragraph.Runs),
        Item item => Element("li", item.Runs),
        Quotation quote => QuoteElement(quote),
        Table table => TableElement(table),
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    static XElement QuoteElement(Quotation quote) => new("figure",
        Run.LanguageOf(quote.Wording) is { } language ? Direction(language) : null,
        new XElement("blockquote", quote.Wording.Select(paragraph => Element("p", [paragraph]))),
        quote.Attribution.Length == 0 ? null : new XElement("figcaption", "— ",
            quote.Speaker is { } speaker ? Element("cite", [speaker]) : null,
            quote.Marks.Select(mark => new object[] { " ", Inline(mark, null) })));

    static XElement TableElement(Table table) => new("table",
        Element("caption", [table.Caption]),
        new XElement("thead", new XElement("tr", table.Columns.Select(column => Element("th", [column], new XAttribute("scope", "col"))))),
        new XElement("tbody", table.Rows.Select(row => new XElement("tr", row.Select((cell, index) =>
            index == 0 ? Element("th", [cell], new XAttribute("scope", "row")) : Element("td", [cell]))))));

    static XElement Element(string name, Run[] runs, params XAttribute[] attributes)
    {
        var language = Run.LanguageOf(runs);
        // The empty text keeps an element without words from being written as <p />, which HTML would leave open.
        return new XElement(name, attributes, language is null ? null : InLanguage(language), "", runs.Select(run => Inline(run, language)));
    }

    static object Inline(Run run, string? around)
    {
        var text = run.Text.Split('\n').SelectMany((line, index) => index == 0 ? new object[] { line } : [new XElement("br"), line]);
        var inner = run.IsBold ? new XElement("strong", text) : (object)text;
        return run.Language is { } language && language != around ? new XElement("span", InLanguage(language), inner) : inner;
    }

    static XAttribute[] InLanguage(string language) => [new("lang", language), Direction(language)];

    static XAttribute Direction(string language) => new("dir", PaperLanguage.IsRightToLeft(language) ? "rtl" : "ltr");
}
