using System.Text;
using System.Text.RegularExpressions;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>Text as people typed or pasted it, made such that every form can hold it.</summary>
static partial class PlainText
{
    public static string Line(string text) => string.Join(' ', Clean(text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Parted by empty lines; single line breaks stay.</summary>
    public static IEnumerable<string> Paragraphs(string text) => EmptyLines().Split(Clean(text))
        .Select(paragraph => string.Join('\n', paragraph.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        .Where(paragraph => paragraph.Length > 0);

    /// <summary>XML takes no control characters, no halves of surrogate pairs and no non-characters.</summary>
    static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            if (rune.Value == '\t') clean.Append(' ');
            else if (rune.Value == '\n' || !Rune.IsControl(rune)) clean.Append((rune.Value & 0xFFFE) == 0xFFFE ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex EmptyLines();
}
