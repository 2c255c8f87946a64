using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>A mail server of a few lines (RFC 5321): it notes what it is told and says, or keeps to itself, what the test wants.</summary>
sealed class SmtpServer : IDisposable
{
    /// <summary>It says nothing until it is told to.</summary>
    public const string Silence = "silence";

    /// <summary>It closes the connection without a word, as a server does that dies.</summary>
    public const string HangsUp = "hangs up";

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _script = new();
    readonly ConcurrentDictionary<string, string> _always = new();
    readonly SemaphoreSlim _mayGoOn = new(0);

    public SmtpServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"smtp://127.0.0.1:{Port}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What EHLO tells that it can do.</summary>
    public string[] Offers { get; set; } = [];

    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>What was sent to the last line, headers and all, whatever was answered.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>Steps at which it keeps, or kept, silent.</summary>
    public ConcurrentQueue<string> Silences { get; } = new();

    public int Connections { get; private set; }

    /// <summary>How often it said what it always says.</summary>
    public int Repetitions { get; private set; }

    /// <summary>In place of its usual answers, first come first said.</summary>
    /// <param name="step">greeting, a command's first word, or end: what follows the last line of a message.</param>
    /// <param name="answers">Whole lines, <see cref="Silence"/> or <see cref="HangsUp"/>.</param>
    public void Says(string step, params string[] answers)
    {
        foreach (var answer in answers) _script.GetOrAdd(step, _ => new()).Enqueue(answer);
    }

    /// <summary>To each command that begins so, until <see cref="SaysTheUsual"/>.</summary>
    public void AlwaysSays(string beginning, string answer) => _always[beginning] = answer;

    public void SaysTheUsual()
    {
        _script.Clear();
        _always.Clear();
    }

    /// <summary>Ends a silence: the usual answer follows.</summary>
    public void GoOn() => _mayGoOn.Release();

    async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (SocketException)
            {
                return;
            }
            Connections++;
            _ = TalkAsync(client);
        }
    }

    async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        try
        {
            if (!await SayAsync(writer, "greeting", "220 test")) return;
            while (await reader.ReadLineAsync() is { } command)
            {
                Commands.Enqueue(command);
                if (!await AnswerAsync(reader, writer, command)) return;
            }
        }
        catch (IOException)
        {
            // The other side has hung up.
        }
    }

    async Task<bool> AnswerAsync(StreamReader reader, StreamWriter writer, string command)
    {
        var step = command.Split(' ')[0];
        if (step is not "DATA") return await SayAsync(writer, step, Usual(step), command);
        var answer = "354 go on";
        if (!await SayAsync(writer, step, answer, command, said => answer = said)) return false;
        if (answer[0] is not '3') return true;
        var message = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".") message.AppendLine(line);
        Messages.Enqueue(message.ToString());
        return await SayAsync(writer, "end", "250 taken");
    }

    string Usual(string step) => step switch
    {
        "EHLO" when Offers is [.. var some, var last] => string.Concat(some.Prepend("test").Select(each => $"250-{each}\r\n")) + $"250 {last}",
        "AUTH" => "235 welcome",
        "QUIT" => "221 bye",
        _ => "250 ok",
    };

    async Task<bool> SayAsync(StreamWriter writer, string step, string usual, string? command = null, Action<string>? said = null)
    {
        var answer = _script.TryGetValue(step, out var script) && script.TryDequeue(out var scripted) ? scripted
            : _always.FirstOrDefault(always => (command ?? step).StartsWith(always.Key, StringComparison.OrdinalIgnoreCase)).Value ?? usual;
        if (_always.Values.Contains(answer)) Repetitions++;
        if (answer == HangsUp) return false;
        if (answer == Silence)
        {
            Silences.Enqueue(step);
            await _mayGoOn.WaitAsync();
            answer = usual;
        }
        said?.Invoke(answer);
        await writer.WriteLineAsync(answer);
        return true;
    }

    public void Dispose() => _listener.Dispose();
}
