namespace Mhero.Functions.Console;

/// <summary><c>GET|POST /api/console/…</c>: the operator's pages. The console finds out itself who may use it: docs/console.md.</summary>
/// <param name="console">Answers.</param>
public sealed class OpenConsole(ConsoleApp console)
{
    /// <summary>Answers with a page, a redirect to one, an asset or a file.</summary>
    [Function(nameof(OpenConsole))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "console/{*path}")] HttpRequest request, CancellationToken cancellationToken) =>
        console.AnswerAsync(request, cancellationToken);
}
