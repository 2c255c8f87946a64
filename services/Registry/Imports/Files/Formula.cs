namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>
/// A cell that a spreadsheet would run as a formula gets a <c>'</c> in front, and loses it when it comes back. So does one that looks like
/// a cell with its <c>'</c> already: whatever was written is what is read.
/// </summary>
public static class Formula
{
    public static string Disarm(string cell) => Runs(cell) ? "'" + cell : cell;

    public static string Restore(string cell) => cell.StartsWith('\'') && Runs(cell) ? cell[1..] : cell;

    static bool Runs(string cell) => cell.AsSpan().TrimStart('\'') is [var first, ..] && first is '=' or '+' or '-' or '@' or '\t' or '\r';
}
