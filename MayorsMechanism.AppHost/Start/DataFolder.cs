namespace MayorsMechanism.AppHost.Start;

/// <summary>Everything that outlives a start, held by one AppHost at a time.</summary>
sealed class DataFolder : IDisposable
{
    const long SmallestFreeSpace = 500_000_000;

    readonly FileStream _lock;

    DataFolder(string path)
    {
        Path = path;
        _lock = Lock(path);
    }

    public string Path { get; }

    /// <exception cref="Refusal">Nothing can be kept there, or somebody else is.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var folder = new DataFolder(path);
            folder.CheckSpace();
            folder.CheckSecrets();
            return folder;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new Refusal($"Cannot write the data folder {path}: {refused.Message} Choose another one with --data.");
        }
    }

    public string In(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>How to name a file of this folder to someone who stands where this process was started.</summary>
    public string Display(string name)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, In(name));
        return relative.StartsWith("..", StringComparison.Ordinal) ? In(name) : relative;
    }

    /// <summary>Written beside its place and then renamed: a full disk or a kill never leaves half of it.</summary>
    public void WritePrivately(string name, string text)
    {
        var unfinished = In(name + ".new");
        File.Delete(unfinished);
        using (var file = new StreamWriter(unfinished, Private(FileMode.CreateNew))) file.Write(text);
        File.Move(unfinished, In(name), overwrite: true);
    }

    /// <summary>A file that only its owner can read.</summary>
    public static FileStreamOptions Private(FileMode mode) => new()
    {
        Mode = mode,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new Refusal($"The data folder {path} is in use by another start of this system: stop that one, or choose another folder with --data.");
        }
    }

    void CheckSpace()
    {
        var free = new DriveInfo(Path).AvailableFreeSpace;
        if (free < SmallestFreeSpace)
            throw new Refusal($"Only {free / 1_000_000} MB are free for {Path}, and 500 MB are needed: make room, or choose another folder with --data.");
    }

    // New passwords would not open old data: better to say so than to fail later.
    void CheckSecrets()
    {
        if (Directory.Exists(In("postgres", "data")) && !File.Exists(In(Secrets.FileName)))
            throw new Refusal($"{In(Secrets.FileName)} is missing, and the data beside it opens with its passwords only: put it back, or wipe everything with ./run --reset.");
    }

    public void Dispose() => _lock.Dispose();
}
