using System.Text.Json.Nodes;

namespace MayorsMechanism.Fixtures;

/// <summary>Who is let in where: every operation that a service describes, by callers of every kind.</summary>
public static class EndpointMatrix
{
    /// <summary>Asks each operation in the name of each caller.</summary>
    /// <param name="client">A client with this token, or none.</param>
    /// <param name="secretariatOnly">Names of the operations that no network is let in, whatever its scopes.</param>
    /// <returns>A line for each answer that is not the expected one; none when all are.</returns>
    public static async Task<List<string>> FaultsAsync(Func<string?, ApiClient> client, IReadOnlyCollection<string> secretariatOnly)
    {
        var (operations, faults) = (await OperationsAsync(client(null)), new List<string>());
        faults.AddRange(secretariatOnly.Except(operations.Select(operation => operation.Name)).Select(name => $"{name} does not exist"));
        await AskAsync("nobody", null, _ => 401);
        foreach (var (role, scopes) in TestTokens.Roles) await AskAsync(role, TestTokens.Staff(role), operation => scopes.Contains(operation.Scope) ? null : 403);
        var network = TestTokens.Network(Guid.CreateVersion7(), TestTokens.Roles["administrator"]);
        await AskAsync("network", network, operation => secretariatOnly.Contains(operation.Name) ? 403 : null);
        return faults;

        async Task AskAsync(string who, string? token, Func<Operation, int?> expected)
        {
            using var caller = client(token);
            foreach (var operation in operations)
            {
                var code = (await caller.SendAsync(operation.Method, operation.Path, null)).Code;
                var refused = code is 401 or 403 ? code : (int?)null;
                if (refused != expected(operation) || code >= 500) faults.Add($"{who} {operation.Name}: {code}");
            }
        }
    }

    /// <summary>Those that need a token.</summary>
    static async Task<List<Operation>> OperationsAsync(ApiClient anyone) =>
    [
        .. from path in (await anyone.GetAsync("/openapi/v1.json")).Body!["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where operation.Value!["security"]?.AsArray().Count > 0
           let scope = operation.Value["security"]![0]!.AsObject().Single().Value!.AsArray()
           select new Operation((string)operation.Value["operationId"]!, HttpMethod.Parse(operation.Key), Fill(path.Key, operation.Value["parameters"]), (string)scope.Single()!),
    ];

    /// <summary>A record that does not exist.</summary>
    static string Fill(string path, JsonNode? parameters)
    {
        foreach (var parameter in parameters?.AsArray() ?? [])
        {
            var isId = (string?)parameter!["schema"]?["format"] == "uuid";
            path = path.Replace($"{{{parameter["name"]}}}", isId ? $"{Guid.CreateVersion7()}" : "1", StringComparison.Ordinal);
        }
        return path;
    }

    sealed record Operation(string Name, HttpMethod Method, string Path, string Scope);
}
