namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>What one process wrote since the start; the previous start's log stays beside it as <c>.1</c>.</summary>
sealed class LogFile : IDisposable
{
    const int TailLength = 20;

    readonly Lock _lock = new();
    readonly StreamWriter _writer;
    readonly Queue<string> _tail = new(TailLength + 1);
    readonly Action<string>? _echo;
    bool _full;

    public LogFile(string path, Action<string>? echo = null)
    {
        _echo = echo;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (File.Exists(path))
            File.Move(path, path + ".1", overwrite: true);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        _writer = new StreamWriter(path, options) { AutoFlush = true };
        Path = path;
    }

    public string Path { get; }

    public void Write(string line)
    {
        lock (_lock)
        {
            Keep(line);
            _tail.Enqueue(line);
            if (_tail.Count > TailLength)
                _tail.Dequeue();
        }
        _echo?.Invoke(line);
    }

    // A full disk must not end what is running.
    void Keep(string line)
    {
        if (_full)
            return;
        try
        {
            _writer.WriteLine(line);
        }
        catch (IOException failure)
        {
            _full = true;
            Console.Error.WriteLine($"{Path} is no longer written: {failure.Message}");
        }
    }

    /// <summary>The last lines, for a failure message.</summary>
    public string[] Tail()
    {
        lock (_lock)
            return [.. _tail];
    }

    public void Dispose()
    {
        lock (_lock)
            _writer.Dispose();
    }
}
