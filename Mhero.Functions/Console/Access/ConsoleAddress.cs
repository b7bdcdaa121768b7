namespace Mhero.Functions.Console.Access;

/// <summary>The console's own address, by a request to it.</summary>
public static class ConsoleAddress
{
    private const string Segment = "/console";

    /// <summary>Divides a request's path into that of the console and that within it.</summary>
    /// <param name="path">The whole path, such as <c>/api/console/reviews</c>.</param>
    /// <returns><c>/api/console</c> and <c>reviews</c>.</returns>
    public static (string Base, string Page) Divide(string path)
    {
        var start = path.IndexOf(Segment + "/", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? (path.TrimEnd('/'), "") : (path[..(start + Segment.Length)], path[(start + Segment.Length + 1)..].Trim('/'));
    }

    /// <summary>Whether the browser reached the app by https. The Functions host ends TLS and tells the worker so in a header.</summary>
    /// <param name="request">The request.</param>
    public static bool IsSecure(HttpRequest request) =>
        request.IsHttps || string.Equals(request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim(), "https", StringComparison.OrdinalIgnoreCase);
}
