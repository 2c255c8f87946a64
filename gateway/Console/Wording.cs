using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Console;

/// <summary>What pages say, in the reader's language: the one they chose, else the best that their browser accepts.</summary>
public sealed class Wording(Text text, IHttpContextAccessor http)
{
    const string Cookie = "language";

    public string Language { get; } = Chosen(http.HttpContext!.Request) ?? Text.LanguageOf(http.HttpContext.Request);

    public string this[string code, params IEnumerable<object?> arguments] => text.Say(Language, code, arguments);

    /// <summary>Languages by their own names.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names =
        new Dictionary<string, string> { ["en"] = "English", ["es"] = "Español", ["fr"] = "Français", ["pt"] = "Português" };

    static string? Chosen(HttpRequest request) => request.Cookies[Cookie] is { } language && Names.ContainsKey(language) ? language : null;

    /// <summary>Keeps the choice for a year.</summary>
    public static void Choose(HttpResponse response, string language) =>
        response.Cookies.Append(Cookie, language, new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, Secure = response.HttpContext.Request.IsHttps, SameSite = SameSiteMode.Lax });
}

static class WordingEndpoints
{
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
