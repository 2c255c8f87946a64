using System.Text;
using System.Xml.Linq;
using DocumentFormat.OpenXml.Packaging;
using Markdig;
using MayorsMechanism.Outcomes.Papers.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace MayorsMechanism.Outcomes.Tests.Documents;

/// <summary>Reads what was written as others would: by parsers that are not ours.</summary>
static class Reading
{
    /// <summary>The forms that people read.</summary>
    public static readonly string[] Printed = ["docx", "html", "md"];

    public static byte[] Write(this PaperDocument paper, string extension, string language = "en") => PaperFormats.ByExtension(extension)!.Write(paper, language);

    public static string Text(this PaperDocument paper, string extension, string language = "en")
    {
        var bytes = paper.Write(extension, language);
        return extension switch
        {
            "html" => Html(bytes).Root!.Element("body")!.Value,
            "md" => XElement.Parse($"<p>{Rendered(bytes)}</p>").Value,
            _ => Word(bytes, body => string.Join('\n', body.Descendants<W.Paragraph>().Select(paragraph => paragraph.InnerText))),
        };
    }

    public static XDocument Html(byte[] bytes) => XDocument.Parse(Encoding.UTF8.GetString(bytes).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

    /// <summary>Markdown as HTML.</summary>
    public static string Rendered(byte[] bytes) =>
        Markdown.ToHtml(Encoding.UTF8.GetString(bytes), new MarkdownPipelineBuilder().UsePipeTables().Build());

    public static T Word<T>(byte[] bytes, Func<W.Body, T> read) => Package(bytes, package => read(package.MainDocumentPart!.Document.Body!));

    public static T Package<T>(byte[] bytes, Func<WordprocessingDocument, T> read)
    {
        using var package = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
        return read(package);
    }

    public static void ShouldSayInOrder(this string text, params IEnumerable<string> parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"“{part}” is missing after: {text[..at]}");
            at = found + part.Length;
        }
    }

    public static string WithoutSpace(this string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
