namespace MayorsMechanism.Demonstration.Registry;

/// <param name="Name">As printed, where nothing better is known.</param>
/// <param name="Kind">Of the registry's kinds.</param>
/// <param name="Country">Where the source names one.</param>
sealed record Organisation(string Name, string Kind, string? Country = null)
{
    public string? Subdivision { get; init; }
    public string? Website { get; init; }
    public OtherName[] OtherNames { get; init; } = [];
}

sealed record OtherName(string Name, string Kind, string? Language = null)
{
    public static OtherName Acronym(string name) => new(name, "acronym");

    public static OtherName Printed(string name) => new(name, "as-printed");
}
