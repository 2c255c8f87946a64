using System.Text.Json.Serialization;

namespace MayorsMechanism.Demonstration;

/// <summary>One text in several languages, as the API takes them: a language that has none is left out.</summary>
sealed record Texts(
    string En,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Es = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Fr = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pt = null);
