namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>A process in which States of a region, or of several, consult each other on migration.</summary>
/// <param name="Id">A word that stays the same.</param>
/// <param name="Name">In English.</param>
/// <param name="Acronyms">As it is called for short, in any language.</param>
/// <param name="Kind">regional: participants of one region of UN M49; inter-regional: of several.</param>
/// <param name="Members">ISO 3166-1 alpha-2; empty when they are not recorded.</param>
/// <param name="Source">Who says so.</param>
/// <param name="AsOf">Year and month that this was so.</param>
public sealed record RegionalProcess(
    string Id, string Name, IReadOnlyList<string> Acronyms, string Kind, IReadOnlyList<string> Members, string Source, string AsOf)
{
    public static RegionalProcess Example => RegionalProcesses.All[0];
}

/// <summary>The processes, from regional-processes.csv.</summary>
public static class RegionalProcesses
{
    public static readonly ReferenceFile File = ReferenceFile.Read("regional-processes.csv");

    public static readonly IReadOnlyList<RegionalProcess> All = [.. File.Rows.Select(cells => new RegionalProcess(
        cells[0], cells[1], ReferenceFile.Words(cells[2]), cells[3], ReferenceFile.Words(cells[4]), cells[5], cells[6]))];
}
