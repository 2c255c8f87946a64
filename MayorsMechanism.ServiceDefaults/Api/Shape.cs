using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>A validation attribute whose message is a <see cref="Text"/> reference, put into the caller's language later.</summary>
public abstract class ShapeAttribute(string code, params object[] arguments) : ValidationAttribute
{
    public override string FormatErrorMessage(string name) => Text.Reference(code, arguments);

    /// <summary>Null is for the JSON reader to refuse; here it means: not given.</summary>
    public sealed override bool IsValid(object? value) => value is null || Fits(value);

    protected abstract bool Fits(object value);
}

/// <summary>Text of 1 to <paramref name="longest"/> UTF-16 units, not blank, without control characters except line breaks and tabs; or a list of such.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(int longest) : ShapeAttribute("text-length", longest)
{
    public int Longest => longest;

    protected override bool Fits(object value) => value switch
    {
        string text => text.Length <= longest && !string.IsNullOrWhiteSpace(text)
            && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) && IsWellFormed(text),
        IEnumerable<string?> texts => texts.All(text => text is not null && Fits(text)),
        _ => false,
    };

    /// <summary>A lone surrogate cannot be stored as UTF-8.</summary>
    internal static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i++)) return false;
        }
        return true;
    }
}

/// <summary>At most so many entries.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AtMostAttribute(int entries) : ShapeAttribute("too-many", entries)
{
    protected override bool Fits(object value) => value is System.Collections.ICollection list && list.Count <= entries;
}

/// <summary>A whole number from <paramref name="lowest"/> to <paramref name="highest"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BetweenAttribute(long lowest, long highest) : ShapeAttribute("out-of-range", lowest, highest)
{
    protected override bool Fits(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture) is var number && number >= lowest && number <= highest;
}

/// <summary>A day or an instant of the years 1970 to 2199: every clock on earth can show it, and its time zone's rules are known.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OfOurTimeAttribute() : ShapeAttribute("of-our-time", First, Last)
{
    const int First = 1970;
    const int Last = 2199;

    protected override bool Fits(object value) => value switch
    {
        DateOnly day => day.Year is >= First and <= Last,
        DateTimeOffset instant => instant.UtcDateTime.Year is >= First and <= Last,
        Moment moment => Fits(moment.Value),
        _ => false,
    };
}

/// <summary>Each entry, or the one value, is a language tag (BCP 47, RFC 5646) such as es or pt-BR: <see cref="LanguageSubtags.IsTag"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class LanguageTagAttribute() : ShapeAttribute("language-tag")
{
    protected override bool Fits(object value) => value switch
    {
        string tag => LanguageSubtags.IsTag(tag),
        IEnumerable<string?> tags => tags.All(tag => tag is not null && LanguageSubtags.IsTag(tag)),
        _ => false,
    };
}

/// <summary>
/// One to thirty texts by language tag (BCP 47), each of 1 to <paramref name="longest"/> characters as <see cref="TextAttribute"/> counts them;
/// or a list of such.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TranslationsAttribute(int longest = 300) : ShapeAttribute("translations", longest)
{
    static readonly LanguageTagAttribute Tag = new();

    readonly TextAttribute _text = new(longest);

    public int Longest => longest;

    protected override bool Fits(object value) => value switch
    {
        Dictionary<string, string> { Count: > 0 and <= 30 } texts => Tag.IsValid(texts.Keys) && texts.Values.All(text => text is not null && _text.IsValid(text)),
        IEnumerable<Dictionary<string, string>> list => list.All(texts => texts is not null && Fits(texts)),
        _ => false,
    };
}

/// <summary>Each entry, or the one value, is an e-mail address with a domain.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class EmailAttribute() : ShapeAttribute("email-address")
{
    protected override bool Fits(object value) => value switch
    {
        string address => Address().IsMatch(address),
        IEnumerable<string?> addresses => addresses.All(address => address is not null && Address().IsMatch(address)),
        _ => false,
    };

    [GeneratedRegex(@"^(?=.{3,254}\z)(?!.*@(\.|.*\.\.))[^\s\p{C}@<>()\[\],;:""\\]+@[^\s\p{C}@<>()\[\],;:""\\]+\.[^\s\p{C}@<>()\[\],;:""\\.]{2,}\z")]
    private static partial Regex Address();
}

/// <summary>An absolute http or https address, without blanks around it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WebAddressAttribute() : ShapeAttribute("web-address")
{
    /// <summary>RFC 1035, section 2.3.4.</summary>
    const int LongestHost = 253;

    protected override bool Fits(object value) =>
        value is string { Length: <= 2000 } text && text.Trim() == text && !text.Any(char.IsControl) && TextAttribute.IsWellFormed(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Host.Length <= LongestHost;
}
