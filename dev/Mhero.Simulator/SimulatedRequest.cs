namespace Mhero.Simulator;

/// <summary>A request to the API, as fault rules and assertions see it.</summary>
public sealed class SimulatedRequest
{
    internal SimulatedRequest(DateTimeOffset at, string method, string endpoint, string query, byte[] body)
    {
        (At, Method, Endpoint, Query, _body) = (at, method, endpoint, query, body);
    }

    private readonly byte[] _body;

    /// <summary>When it came, by the simulator's clock (UTC).</summary>
    public DateTimeOffset At { get; }

    /// <summary>The method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The endpoint without path and suffix: <c>contacts</c>, <c>contact_actions</c>, …; empty for the root.</summary>
    public string Endpoint { get; }

    /// <summary>The query string as it came, with its question mark; empty when there was none.</summary>
    public string Query { get; }

    /// <summary>The body as text; empty when there was none.</summary>
    public string Body => Encoding.UTF8.GetString(_body);

    /// <summary>The status that was answered; null while it is being worked on, and when no answer was given.</summary>
    public int? Status { get; internal set; }
}
