using System.Net;
using System.Text.RegularExpressions;

namespace MayorsMechanism.Console.Tests;

/// <summary>A browser without script: it reads pages, keeps cookies and sends forms as they stand on the page.</summary>
sealed partial class Browser : IDisposable
{
    readonly HttpClient _http;

    /// <param name="address">Of the console.</param>
    /// <param name="session">The cookie of who is signed in; null for nobody.</param>
    /// <param name="language">That it accepts.</param>
    public Browser(Uri address, string? session, string language)
    {
        var cookies = new CookieContainer();
        if (session is not null) cookies.Add(address, new Cookie("mm", session));
        _http = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The page's source.</summary>
    public async Task<string> ReadAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await _http.GetAsync(path, Token);
        var page = await answer.Content.ReadAsStringAsync(Token);
        answer.StatusCode.ShouldBe(status, page);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
        return page;
    }

    /// <summary>Where the path leads: to itself, unless the answer sends the browser on.</summary>
    public async Task<string> GoAsync(string path)
    {
        using var answer = await _http.GetAsync(path, Token);
        return answer.Headers.Location?.ToString() ?? path;
    }

    /// <summary>What is written on the page.</summary>
    public async Task<string> ReadTextAsync(string path) => TextOf(await ReadAsync(path));

    /// <summary>Presses the button of this value in the form of this name, having filled in some of its fields.</summary>
    /// <returns>The page that it leads to, and its address.</returns>
    public async Task<(string Text, string Address)> SendAsync(string path, string form, string? button = null, params (string Name, string Value)[] filled)
    {
        var source = await ReadAsync(path);
        var shown = Forms().Matches(source).Select(match => match.Value).FirstOrDefault(
            each => each.Contains($"name=\"_handler\" value=\"{form}\"") && (button is null || each.Contains($"value=\"{button}\""))).ShouldNotBeNull(source);
        return await SendAsync(path, FieldsOf(shown, button, filled));
    }

    public async Task<(string Text, string Address)> SendAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var answer = await _http.PostAsync(path, new FormUrlEncodedContent(fields), Token);
        if (answer.StatusCode is not HttpStatusCode.Redirect) return ($"{answer.StatusCode} {TextOf(await answer.Content.ReadAsStringAsync(Token))}", path);
        var next = answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery + answer.Headers.Location.Fragment : answer.Headers.Location.ToString();
        return (await ReadTextAsync(next), next);
    }

    /// <summary>Hidden fields and filled ones, as the browser would send them.</summary>
    public static Dictionary<string, string> FieldsOf(string form, string? button, params (string Name, string Value)[] filled)
    {
        var fields = Hidden().Matches(form).ToDictionary(field => field.Groups[1].Value, field => WebUtility.HtmlDecode(field.Groups[2].Value));
        foreach (Match area in Areas().Matches(form)) fields[area.Groups[1].Value] = WebUtility.HtmlDecode(area.Groups[2].Value);
        if (Choice().Match(form) is { Success: true } choice) fields[choice.Groups[1].Value] = choice.Groups[2].Value;
        foreach (Match box in Ticked().Matches(form)) fields[box.Groups[1].Value] = box.Groups[2].Value;
        if (button is not null) fields[ButtonName().Match(form).Groups[1].Value] = button;
        foreach (var (name, value) in filled)
        {
            form.ShouldContain($"name=\"{name}\"");
            fields[name] = value;
        }
        return fields;
    }

    public static string TextOf(string source) =>
        Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(Head().Replace(source, ""), " ")), " ");

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("<form (?!hidden).*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<textarea[^>]*name=\"([^\"]+)\"[^>]*>(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Areas();

    [GeneratedRegex("<select[^>]*name=\"([^\"]+)\".*?<option value=\"([^\"]*)\" selected", RegexOptions.Singleline)]
    private static partial Regex Choice();

    [GeneratedRegex("<input[^>]*type=\"checkbox\" name=\"([^\"]+)\" value=\"([^\"]*)\" checked")]
    private static partial Regex Ticked();

    [GeneratedRegex("<button[^>]*name=\"([^\"]+)\"")]
    private static partial Regex ButtonName();

    [GeneratedRegex("<head>.*?</head>", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
