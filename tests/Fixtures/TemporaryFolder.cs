namespace MayorsMechanism.Fixtures;

/// <summary>A folder of its own, open to the servers' accounts, deleted at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string prefix)
    {
        Path = Directory.CreateTempSubdirectory(prefix).FullName;
        File.SetUnixFileMode(Path, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
