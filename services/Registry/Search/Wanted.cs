using NpgsqlTypes;

namespace MayorsMechanism.Registry.Search;

/// <summary>
/// What to look for among a record's lexemes, given text that is folded as they are. The database keeps of each record (see its function
/// search_lexemes): every word; every whole name, after ^; every word of 4 to 20 letters with any one letter left out, after ~.
/// </summary>
static class Wanted
{
    /// <summary>What begins with fewer letters is too much to be of use, but for the beginning of a name.</summary>
    const int ShortestBeginning = 3;

    const int ShortestMistyped = 4;
    const int LongestMistyped = 21;

    /// <summary>Null when the text cannot answer so.</summary>
    public static NpgsqlTsQuery? Of(Closeness closeness, string folded) => closeness switch
    {
        Closeness.Name => Lexeme("^" + folded),
        Closeness.NameBeginning => Lexeme("^" + folded, beginning: true),
        Closeness.Words => All(folded.Split(' ').Select(word => Lexeme(word, word.Length >= ShortestBeginning))),
        Closeness.Mistyped => Mistyped(folded.Split(' ')),
        _ => null,
    };

    /// <summary>Each word, at most one letter of it wrong, missing, too many or out of its place.</summary>
    static NpgsqlTsQuery? Mistyped(string[] words) =>
        words.Any(IsLongEnough) ? All(words.Select(word => IsLongEnough(word) ? LikeIt(word) : Lexeme(word))) : null;

    static bool IsLongEnough(string word) => word.Length is >= ShortestMistyped and <= LongestMistyped;

    /// <summary>Two words are one letter apart when leaving out at most one letter of each makes them the same.</summary>
    static NpgsqlTsQuery LikeIt(string word)
    {
        var shortened = Enumerable.Range(0, word.Length).Where(at => !char.IsLowSurrogate(word[at]))
            .Select(at => word.Remove(at, char.IsHighSurrogate(word[at]) ? 2 : 1));
        return shortened.Prepend(word).Distinct().SelectMany(part => new[] { Lexeme(part), Lexeme("~" + part) })
            .Aggregate((NpgsqlTsQuery any, NpgsqlTsQuery one) => new NpgsqlTsQueryOr(any, one));
    }

    static NpgsqlTsQuery All(IEnumerable<NpgsqlTsQuery> each) => each.Aggregate((all, one) => new NpgsqlTsQueryAnd(all, one));

    static NpgsqlTsQuery Lexeme(string text, bool beginning = false) => new NpgsqlTsQueryLexeme(text, NpgsqlTsQueryLexeme.Weight.None, beginning);
}
