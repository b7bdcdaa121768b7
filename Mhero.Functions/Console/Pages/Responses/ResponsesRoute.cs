using Mhero.Core.Operating.Responses;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Messages;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>Searches the registry for responses. Before a condition is given it asks for none.</summary>
/// <param name="search">Searches.</param>
/// <param name="composer">Has the time zone of the console.</param>
public sealed class ResponsesRoute(ResponseSearch search, Composer composer) : ConsoleRoute("responses", ConsoleRole.Reader)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var values = ResponsesView.Fields.Where(field => request.Query(field) is not null).ToDictionary(field => field, field => request.Query(field)!);
        var query = new ResponseQuery
        {
            Worker = request.Query("worker"),
            Flow = request.Query("flow"),
            Facility = request.Query("facility"),
            From = request.Day("from", composer.Zone),
            To = request.Day("to", composer.Zone, 1),
            Run = request.Query("run"),
            Id = request.Query("id"),
        };
        var page = request.Query("search") is not null || values.Count > 0 ? await search.SearchAsync(query, Shown, request.Query("after"), cancellationToken) : null;
        var text = string.Join('&', values.Select(value => $"{value.Key}={Uri.EscapeDataString(value.Value)}").Append("search=yes"));
        return ConsoleAnswer.Page<ResponsesPage>("responses.title", new ResponsesView(values, page, text));
    }
}
