namespace Mhero.Simulator.Floip;

/// <summary>How a <see cref="FloipServer"/> behaves.</summary>
public sealed record FloipServerOptions
{
    /// <summary>Loopback port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The token that requests need.</summary>
    public string Token { get; init; } = "floip-token";

    /// <summary>The most packages on a page.</summary>
    public int PackagesPerPage { get; init; } = 100;

    /// <summary>The most rows on a page, whatever the request asks for.</summary>
    public int RowsPerPage { get; init; } = 500;
}
