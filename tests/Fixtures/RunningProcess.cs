namespace MayorsMechanism.Fixtures;

/// <summary>What Linux tells of a process.</summary>
static class RunningProcess
{
    public static string[] CommandLine(int id) => Parts(id, "cmdline");

    public static Dictionary<string, string?> Environment(int id) => Parts(id, "environ")
        .Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]);

    static string[] Parts(int id, string file) => File.ReadAllText($"/proc/{id}/{file}").TrimEnd('\0').Split('\0');
}
