using System.Reflection;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Everything that outlives a start, held by one AppHost at a time.</summary>
sealed class DataFolder : IDisposable
{
    const long SmallestFreeSpace = 500_000_000;

    readonly FileStream _lock;

    DataFolder(string path, FileStream fileLock) => (Path, _lock) = (path, fileLock);

    public string Path { get; }

    public static DataFolder Open(string? chosen)
    {
        var path = System.IO.Path.GetFullPath(chosen ?? System.IO.Path.Combine(AppHostDirectory, "..", ".data"));
        try
        {
            Directory.CreateDirectory(path);
            var folder = new DataFolder(path, Lock(path));
            folder.CheckSpace();
            folder.CheckSecrets();
            return folder;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new StartException($"Cannot write the data folder {path}: {refused.Message} Choose another one with --data.");
        }
    }

    public string In(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public LogFile Log(string name, Action<string>? echo = null) => new(In("logs", name + ".log"), echo);

    /// <summary>How to name a file of this folder to someone who stands where this process was started.</summary>
    public string Display(string name)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, In(name));
        return relative.StartsWith("..", StringComparison.Ordinal) ? In(name) : relative;
    }

    static string AppHostDirectory => typeof(DataFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AppHostDirectory").Value!;

    static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new StartException($"The data folder {path} is in use by another start of this system: stop that one, or choose another folder with --data.");
        }
    }

    void CheckSpace()
    {
        var free = new DriveInfo(Path).AvailableFreeSpace;
        if (free < SmallestFreeSpace)
            throw new StartException($"Only {free / 1_000_000} MB are free for {Path}, and 500 MB are needed: make room, or choose another folder with --data.");
    }

    // New passwords would not open old data: better to say so than to fail later.
    void CheckSecrets()
    {
        if (Directory.Exists(In("postgres", "data")) && !File.Exists(In(Secrets.FileName)))
            throw new StartException($"{In(Secrets.FileName)} is missing, and the data beside it opens with its passwords only: put it back, or wipe everything with ./run --reset.");
    }

    public void Dispose() => _lock.Dispose();
}
