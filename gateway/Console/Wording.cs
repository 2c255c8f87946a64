using System.Globalization;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Console;

/// <summary>What pages say, in the reader's language: the one they chose, else the best that their browser accepts.</summary>
public sealed class Wording(Text text, IHttpContextAccessor http)
{
    const string Cookie = "language";

    public string Language { get; } = Chosen(http.HttpContext!.Request) ?? Text.LanguageOf(http.HttpContext.Request);

    public string this[string code, params IEnumerable<object?> arguments] => text.Say(Language, code, arguments);

    /// <summary>In the language of a document rather than of the page: its own headings.</summary>
    public string In(string tag, string code, params IEnumerable<object?> arguments) => text.Say(Nearest(tag), code, arguments);

    public bool Has(string code) => text.Has(code);

    /// <summary>Languages by their own names.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names =
        new Dictionary<string, string> { ["en"] = "English", ["es"] = "Español", ["fr"] = "Français", ["pt"] = "Português" };

    /// <summary>Of any language, in that of the page.</summary>
    public string NameOf(string tag)
    {
        if (Names.TryGetValue(tag, out var own)) return own;
        try
        {
            return CultureInfo.GetCultureInfo(tag).DisplayName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    /// <summary>A country by its code; the code itself when it names none.</summary>
    // A region of a language names itself in that language: .NET has no other way to ask for a country's name in a given one.
    public string Country(string code, string? tag = null) =>
        Countries.Find(code) is null ? code : new RegionInfo($"{Nearest(tag ?? Language)}-{code}").NativeName;

    /// <summary>Written out, as in a document.</summary>
    public string Date(DateOnly date, string? tag = null) =>
        date.ToString(In(tag ?? Language, "paper-date-pattern"), CultureInfo.GetCultureInfo(Nearest(tag ?? Language)));

    /// <summary>An instant on the clocks of a zone, which is named; spelled as in letters.</summary>
    public static string Moment(DateTimeOffset instant, string timeZone)
    {
        var local = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(instant, timeZone);
        return string.Create(CultureInfo.CurrentCulture, $"{local:D}, {local:HH:mm} ({timeZone})");
    }

    /// <summary>A day, spelled like a moment.</summary>
    public static string Day(DateOnly day) => day.ToString("D", CultureInfo.CurrentCulture);

    /// <summary>Of our languages; the page's when it is none of them.</summary>
    string Nearest(string tag) => tag.Split('-')[0] is var primary && Names.ContainsKey(primary) ? primary : Language;

    static string? Chosen(HttpRequest request) => request.Cookies[Cookie] is { } language && Names.ContainsKey(language) ? language : null;

    /// <summary>Keeps the choice for a year.</summary>
    public static void Choose(HttpResponse response, string language) =>
        response.Cookies.Append(Cookie, language, new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, Secure = response.HttpContext.Request.IsHttps, SameSite = SameSiteMode.Lax });
}

/// <summary>Texts that the API gives by language tag (BCP 47).</summary>
static class Translations
{
    /// <summary>The one for a reader of <paramref name="language"/>, with its own tag: that or one of its kin, else English, else any.</summary>
    public static KeyValuePair<string, string> For(this IReadOnlyDictionary<string, string> texts, string language) => texts
        .OrderByDescending(text => text.Key == language).ThenByDescending(text => text.Key.Split('-')[0] == language.Split('-')[0])
        .ThenByDescending(text => text.Key == "en").FirstOrDefault(new KeyValuePair<string, string>(language, ""));
}

static class WordingEndpoints
{
    /// <summary>Dates, numbers and names of countries follow the page's language.</summary>
    public static void UseWording(this WebApplication app) => app.Use(async (http, next) =>
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(http.RequestServices.GetRequiredService<Wording>().Language);
        await next(http);
    });

    public static void MapWording(this WebApplication app) => app.MapGet("/language/{language}", Choose).AllowAnonymous();

    static IResult Choose(string language, string? back, HttpResponse response)
    {
        if (!Wording.Names.ContainsKey(language)) return TypedResults.NotFound();
        Wording.Choose(response, language);
        return TypedResults.LocalRedirect(LocalPath.Or(back, "/"));
    }
}

/// <summary>Where a link may send the reader afterwards: within this site only.</summary>
static class LocalPath
{
    public static string Or(string? path, string otherwise) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : otherwise;
}
