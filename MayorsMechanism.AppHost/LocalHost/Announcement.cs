namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>What the person who started the system needs to use it. Tests read these lines too.</summary>
static class Announcement
{
    public const string AdministratorEmail = "administrator-email";
    public const string AdministratorPassword = "administrator-password";

    public static void Write(RunningGraph running, DataFolder data, TimeSpan elapsed)
    {
        Console.WriteLine();
        foreach (var replica in running.Projects.Where(project => project.Node.HealthPath is not null).SelectMany(project => project.Replicas))
            Console.WriteLine($"{replica.Name,-14} {replica.Url}   pid {replica.Process.ProcessId}");
        Console.WriteLine();
        foreach (var door in running.Projects.Where(project => project.Node.Port is not null))
            Console.WriteLine($"""
                Console        {door.Replicas[0].Url}/
                API            {door.Replicas[0].Url}/api/v1
                Documentation  {door.Replicas[0].Url}/docs
                """);
        foreach (var folder in running.Folders)
            Console.WriteLine($"{char.ToUpperInvariant(folder.Name[0]) + folder.Name[1..],-14} {data.Display(folder.Name)}");
        if (Find(running, AdministratorEmail) is { } email)
            Console.WriteLine($"Administrator  {running.Secrets.Get(email)}, first password {Password(running, data)}");
        Console.WriteLine($"Ready after {elapsed.TotalSeconds:0.0} s. Ctrl-C stops everything.");
    }

    static string Password(RunningGraph running, DataFolder data) => Find(running, AdministratorPassword)?.Value is null
        ? $"in {data.Display(AdministratorPassword)}"
        : "as it was configured";

    static Setting? Find(RunningGraph running, string name) =>
        running.Projects.SelectMany(project => project.Node.Settings.Values).FirstOrDefault(setting => setting.Name == name);
}
