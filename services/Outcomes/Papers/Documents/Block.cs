namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>A piece of a paper in one language, in reading order.</summary>
/// <param name="Source">The record it came from.</param>
/// <param name="Depth">Of the list item that it stands in; 0 outside lists.</param>
abstract record Block(Guid Source, int Depth);

/// <summary>Level 0 is the paper's title; then 1 to 3.</summary>
sealed record Heading(Guid Source, int Level, params Run[] Runs) : Block(Source, 0);

/// <summary>Beneath the title: which release this is.</summary>
sealed record Subtitle(Guid Source, params Run[] Runs) : Block(Source, 0);

sealed record Paragraph(Guid Source, int Depth, params Run[] Runs) : Block(Source, Depth);

/// <summary>Opens an item of a list; blocks of the same depth that follow belong to it.</summary>
sealed record Item(Guid Source, int Depth, params Run[] Runs) : Block(Source, Depth);

/// <summary>Paragraphs of wording, the speaker as printed (null once erased), and marks of a paraphrase or a translation.</summary>
sealed record Quotation(Guid Source, int Depth, Run[] Wording, Run? Speaker, Run[] Marks) : Block(Source, Depth)
{
    /// <summary>On one line; empty when there is nothing to say.</summary>
    public Run[] Attribution => [.. Marks.Prepend(Speaker).OfType<Run>().SelectMany(run => new[] { Run.Space, run }).Skip(1)];
}

/// <summary>Each row has a cell for each column.</summary>
sealed record Table(Guid Source, Run Caption, Run[] Columns, IReadOnlyList<Run[]> Rows) : Block(Source, 0);

/// <summary>Text without control characters; a line feed in it is a line break. Its language is given when it is not the paper's.</summary>
sealed record Run(string Text, bool IsBold = false, string? Language = null)
{
    public static readonly Run Space = new(" ");

    /// <summary>Of all runs with words in them, when it is the same one and not the paper's.</summary>
    public static string? LanguageOf(params IEnumerable<Run> runs) =>
        runs.Where(run => run != Space).Select(run => run.Language).Distinct().ToArray() is [var language] ? language : null;
}
