namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Finds the programs of the machine that LocalHost stands on.</summary>
static class Tools
{
    public static string Setsid => OnPath("setsid", "util-linux");
    public static string Setpriv => OnPath("setpriv", "util-linux");
    public static string Epmd => OnPath("epmd", "rabbitmq-server");

    /// <summary>RabbitMQ's own script: the one on the PATH switches user and shares the machine's cookie.</summary>
    public static string RabbitServer =>
        File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server")
            ? "/usr/lib/rabbitmq/bin/rabbitmq-server"
            : throw Missing("RabbitMQ", "rabbitmq-server");

    /// <summary>The folder of PostgreSQL's programs, of the version that made the data when there is some.</summary>
    public static string PostgresFolder(string? chosen, string? dataVersion)
    {
        var folders = chosen is null ? DebianFolders() : [chosen];
        var found = folders.Where(folder => File.Exists(Path.Combine(folder, "initdb"))).ToList();
        if (found.Count == 0)
            throw Missing(chosen is null ? "PostgreSQL" : $"PostgreSQL (looked in {chosen})", "postgresql postgresql-contrib");
        if (dataVersion is null || chosen is not null)
            return found[0];
        return found.Find(folder => folder == $"/usr/lib/postgresql/{dataVersion}/bin")
            ?? throw new StartException($"The data was made by PostgreSQL {dataVersion}, which is not installed: "
                + $"apt-get install postgresql-{dataVersion}, or ./run --reset to start without it.");
    }

    static string[] DebianFolders() => !Directory.Exists("/usr/lib/postgresql") ? [] :
        [.. Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))];

    static string OnPath(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists) ?? throw Missing(program, package);

    static StartException Missing(string what, string packages) =>
        new($"{what} is missing: install it with  apt-get install {packages}  (./run does it when it may).");
}
