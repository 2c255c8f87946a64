using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>A mail server of a few lines (RFC 5321): it notes what it is told and says what the test wants.</summary>
sealed class SmtpServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SmtpServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"smtp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Answers to RCPT TO, first come first said; 250 when there is none.</summary>
    public ConcurrentQueue<string> Answers { get; } = new();

    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>What was accepted, headers and all.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>Takes this many messages and closes without a word, as a server does that dies.</summary>
    public int Dies { get; set; }

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
            _ = TalkAsync(client);
        }
    }

    async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync() is { } command)
        {
            Commands.Enqueue(command);
            if (command.StartsWith("RCPT", StringComparison.Ordinal)) await writer.WriteLineAsync(Answers.TryDequeue(out var answer) ? answer : "250 ok");
            else if (command == "DATA" && !await TakeAsync(reader, writer)) return;
            else if (command != "DATA") await writer.WriteLineAsync(command == "QUIT" ? "221 bye" : "250 ok");
        }
    }

    async Task<bool> TakeAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var message = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".") message.AppendLine(line);
        Messages.Enqueue(message.ToString());
        if (Dies-- > 0) return false;
        await writer.WriteLineAsync("250 taken");
        return true;
    }

    public void Dispose() => _listener.Dispose();
}
