using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>CommonMark, but for the table: that is GitHub's.</summary>
static partial class MarkdownPaper
{
    public static byte[] Write(PaperDocument paper, string language)
    {
        var text = new StringBuilder();
        Block? last = null;
        foreach (var block in new PaperOutline(paper, language).Blocks())
        {
            // Items follow each other closely; all else is parted by an empty line.
            if (last is not null) text.Append(last is Item && block is Item ? "\n" : "\n\n");
            text.Append(Text(block));
            last = block;
        }
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    static string Text(Block block) => block switch
    {
        Heading heading => $"{new string('#', heading.Level + 1)} {Inline(heading.Runs)}",
        Subtitle subtitle => Inline(subtitle.Runs),
        Paragraph paragraph => Within(Indent(paragraph.Depth), Inline(paragraph.Runs)),
        Item item => Indent(item.Depth - 1) + "- " + Within(Indent(item.Depth), Inline(item.Runs)).TrimStart(' '),
        Quotation quote => Within(Indent(quote.Depth) + "> ", string.Join("\n\n", QuoteParagraphs(quote))),
        Table table => $"{Inline(table.Caption)}\n\n{Row(table.Columns)}\n|{string.Concat(Enumerable.Repeat(" --- |", table.Columns.Length))}\n"
            + string.Join('\n', table.Rows.Select(Row)),
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    static IEnumerable<string> QuoteParagraphs(Quotation quote)
    {
        foreach (var paragraph in quote.Wording) yield return Inline(paragraph);
        if (quote.Attribution is { Length: > 0 } attribution) yield return "— " + Inline(attribution);
    }

    static string Row(Run[] cells) => $"| {string.Join(" | ", cells.Select(cell => Inline(cell)))} |";

    static string Indent(int depth) => new(' ', 2 * depth);

    static string Within(string indent, string text) => string.Join('\n', text.Split('\n').Select(line => (indent + line).TrimEnd(' ')));

    static string Inline(params Run[] runs)
    {
        var language = Run.LanguageOf(runs);
        return LineStart().Replace(InLanguage(language, string.Concat(runs.Select(run => Marked(run, language)))), @"$1\$2");
    }

    static string Marked(Run run, string? around)
    {
        if (run == Run.Space) return run.Text;
        var text = Special().Replace(run.Text, @"\$0").Replace("\n", "\\\n", StringComparison.Ordinal);
        if (run.IsBold && text.Length > 0) text = $"**{text}**";
        return run.Language == around ? text : InLanguage(run.Language, text);
    }

    // Markdown has no word for a language, but takes HTML.
    static string InLanguage(string? language, string text) => language is null ? text
        : $"<span lang=\"{WebUtility.HtmlEncode(language)}\"{(PaperLanguage.IsRightToLeft(language) ? " dir=\"rtl\"" : "")}>{text}</span>";

    [GeneratedRegex(@"[\\`*_\[\]<>&#|~]")]
    private static partial Regex Special();

    /// <summary>What would begin a list or underline a heading.</summary>
    [GeneratedRegex(@"^(\d*)([-+=.)])(?=[\s\-=]|$)", RegexOptions.Multiline)]
    private static partial Regex LineStart();
}
