using System.Text.Json;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <param name="Extension">Without a dot.</param>
/// <param name="MediaType">With its encoding where it has one.</param>
/// <param name="Write">A paper in the language of a well-formed tag (BCP 47), the same bytes each time; JSON is in all languages at once.</param>
public sealed record PaperFormat(string Extension, string MediaType, Func<PaperDocument, string, byte[]> Write);

/// <summary>The forms that a paper is given out in.</summary>
public static class PaperFormats
{
    public static IReadOnlyList<PaperFormat> All { get; } =
    [
        new("json", "application/json", (paper, _) => JsonSerializer.SerializeToUtf8Bytes(paper, ApiConventions.Json)),
        new("html", "text/html; charset=utf-8", HtmlPaper.Write),
        new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", WordPaper.Write),
        new("md", "text/markdown; charset=utf-8", MarkdownPaper.Write),
    ];

    /// <summary>Null when there is no such form.</summary>
    public static PaperFormat? ByExtension(string extension) => All.FirstOrDefault(format => format.Extension == extension);
}
