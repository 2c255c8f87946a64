namespace MayorsMechanism.Console.Components;

static class Paging
{
    /// <summary>The part of an address that asks for the page after a cursor.</summary>
    public static string After(string? cursor) => cursor is null ? "" : $"&after={Uri.EscapeDataString(cursor)}";
}
