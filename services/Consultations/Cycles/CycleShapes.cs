using System.Text.Json;
using System.Text.Json.Serialization;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Consultations.Cycles;

/// <summary>What a caller states about a cycle.</summary>
/// <param name="Name">Such as GFMD 2020.</param>
/// <param name="Chair">The country in the Chair, by ISO 3166-1 alpha-2.</param>
/// <param name="Term">Years in the Chair, in words.</param>
/// <param name="Summit">Days, place and format.</param>
/// <param name="Themes">In the Chair's order: each a title, or an object with title and aliases. When changing them, give the id of each that stays.</param>
public sealed record CycleBody(
    [Text(200)] string Name,
    [Country] string Chair,
    [Text(100)] string? Term = null,
    Summit? Summit = null,
    [AtMost(50)] IReadOnlyList<ThemeBody>? Themes = null)
{
    public static CycleBody Example => new("GFMD 2020", "AE", "2019–2020", new(new(2021, 1, 18), new(2021, 1, 26), "Dubai", SummitFormat.Online),
        [new("Labour migration"), new("Skills", Aliases: ["Skilling migrants for employment"])]);
}

/// <summary>A theme; its title alone, as text, will do.</summary>
[JsonConverter(typeof(ThemeConverter))]
public sealed record ThemeBody([Text(300)] string Title, Guid? Id = null, [AtMost(20), Text(300)] string[]? Aliases = null);

public sealed record CycleResponse(Guid Id, int Version, string Name, string Chair, string? Term, Summit? Summit, Theme[] Themes) : IVersioned
{
    public static CycleResponse Of(Cycle c) => new(c.Id, c.Version, c.Name, c.Chair, c.Term, c.Summit, c.Themes);

    /// <summary>What a merge patch starts from.</summary>
    public static CycleBody BodyOf(Cycle c) =>
        new(c.Name, c.Chair, c.Term, c.Summit, [.. c.Themes.Select(theme => new ThemeBody(theme.Title, theme.Id, theme.Aliases))]);
}

/// <summary>Reads a title for a theme that has nothing else.</summary>
sealed class ThemeConverter : JsonConverter<ThemeBody>
{
    public override ThemeBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String) return new ThemeBody(reader.GetString()!);
        try
        {
            var theme = JsonSerializer.Deserialize<Whole>(ref reader, options)!;
            return new ThemeBody(theme.Title, theme.Id, theme.Aliases);
        }
        catch (JsonException e)
        {
            // Its path begins at the theme; without one the reader gives it where the theme stands.
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, ThemeBody value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Whole(value.Title, value.Id, value.Aliases), options);

    sealed record Whole(string Title, Guid? Id = null, string[]? Aliases = null);
}
