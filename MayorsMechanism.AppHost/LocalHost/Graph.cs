namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>What is to run: servers, databases and projects, in the order they were declared.</summary>
sealed class Graph
{
    public List<Node> Nodes { get; } = [];
}

abstract class Node(string name)
{
    public string Name { get; } = name;

    /// <summary>What has to be ready before this starts.</summary>
    public List<Node> Waits { get; } = [];
}

sealed class PostgresNode(string name) : Node(name)
{
    public List<DatabaseNode> Databases { get; } = [];
}

/// <summary>Ready when its server is: the server makes its databases.</summary>
sealed class DatabaseNode(string name, string database, PostgresNode server) : Node(name)
{
    public string Database { get; } = database;
    public PostgresNode Server { get; } = server;
}

sealed class BrokerNode(string name) : Node(name);

/// <summary>A folder among the data, made before who uses it starts.</summary>
/// <param name="name">Of the folder too.</param>
/// <param name="setting">By which a project that refers to it is told where it is.</param>
sealed class FolderNode(string name, string setting) : Node(name)
{
    public string Setting { get; } = setting;
}

sealed class ProjectNode(string name, string projectFile) : Node(name)
{
    public string ProjectFile { get; } = projectFile;
    public int Replicas { get; set; } = 1;

    /// <summary>Where people reach it; a free port when null.</summary>
    public int? Port { get; set; }

    /// <summary>Null: it has work to do and ends by itself, and nobody asks it anything.</summary>
    public string? HealthPath { get; set; }

    /// <summary>Whose addresses or connection strings it is given.</summary>
    public List<Node> References { get; } = [];

    public Dictionary<string, Setting> Settings { get; } = [];
}

/// <summary>A value given to projects.</summary>
/// <param name="Name">Under which a generated one is kept.</param>
/// <param name="Value">Null: generated at the first start and kept.</param>
/// <param name="Length">Of a generated one.</param>
/// <param name="Characters">That a generated one is made of.</param>
sealed record Setting(string Name, string? Value, int Length = 0, string Characters = "");
