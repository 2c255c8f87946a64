using System.Collections.Frozen;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>What language tags are made of (BCP 47, RFC 5646, section 2.2), from language-subtags.csv, which names its source and date.</summary>
public static class LanguageSubtags
{
    /// <summary>RFC 5646, section 4.4.1.</summary>
    const int Longest = 35;

    static readonly FrozenDictionary<string, FrozenSet<string>> ByType = ReferenceFile.Read("language-subtags.csv").Rows
        .GroupBy(cells => cells[0], cells => cells[1]).ToFrozenDictionary(type => type.Key, type => type.SelectMany(ReferenceFile.Words).ToFrozenSet());

    /// <summary>
    /// Whether it is a language with, in this order, perhaps a script, a region and variants, all of them registered and in their usual case:
    /// es, pt-BR, sr-Latn, es-419, ca-valencia.
    /// </summary>
    public static bool IsTag(string tag)
    {
        var (subtags, at) = (tag.Split('-'), 0);
        if (!Takes("language")) return false;
        Takes("script");
        Takes("region");
        while (Takes("variant")) { }
        return tag.Length <= Longest && at == subtags.Length && subtags.Distinct().Count() == subtags.Length;

        bool Takes(string type)
        {
            if (at == subtags.Length || !ByType[type].Contains(subtags[at])) return false;
            at++;
            return true;
        }
    }
}
