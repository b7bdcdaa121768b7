using Mhero.Core.Reporting;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Rendering;
using Mhero.Functions.Console.Routing;
using Mhero.Functions.Console.Texts;

namespace Mhero.Functions.Console;

/// <summary>Makes HTTP answers of the routes' answers.</summary>
/// <param name="renderer">Renders pages.</param>
/// <param name="tokens">The tokens of forms.</param>
/// <param name="reporting">Has the time zone in which times are shown.</param>
/// <param name="time">The clock.</param>
public sealed class ConsolePages(PageRenderer renderer, FormTokens tokens, IOptions<ReportingOptions> reporting, TimeProvider time)
{
    /// <summary>The query parameter of what was carried out just before: the key of a text.</summary>
    private const string DoneParameter = "done";

    private const string NumberParameter = "n";

    /// <summary>Answers a user.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">The route's answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IResult> AnswerAsync(ConsoleRequest request, ConsoleAnswer answer, CancellationToken cancellationToken) => answer switch
    {
        PageAnswer page => RenderAsync(request.Http, request.Texts, request.User, request.User.Session, page, request.IsPartial, cancellationToken),
        RedirectAnswer redirect => Task.FromResult(Redirect(request.Http, redirect)),
        FileAnswer file => Task.FromResult(Results.File(file.Content, file.ContentType, file.Name)),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "Not a kind of answer"),
    };

    /// <summary>Renders a page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="user">The user; null for none.</param>
    /// <param name="session">The session, or what binds the sign-in form to the browser.</param>
    /// <param name="page">The page.</param>
    /// <param name="isPartial">Whether only the content is wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> RenderAsync(
        HttpRequest http, ConsoleTexts texts, ConsoleUser? user, string session, PageAnswer page, bool isPartial, CancellationToken cancellationToken)
    {
        var (root, path) = ConsoleAddress.Divide(http.Path.Value ?? "");
        var view = new ConsoleView
        {
            Texts = texts,
            Base = root,
            Path = path,
            User = user,
            Token = await tokens.IssueAsync(session, cancellationToken),
            TitleKey = page.TitleKey,
            Zone = TimeZoneInfo.FindSystemTimeZoneById(reporting.Value.TimeZone),
            Now = time.GetUtcNow(),
            Done = DoneOf(http, texts),
            ShowsPersonalData = page.ShowsPersonalData,
        };
        return await renderer.RenderAsync(http.HttpContext, page, view, isPartial);
    }

    private static IResult Redirect(HttpRequest http, RedirectAnswer redirect)
    {
        var (root, _) = ConsoleAddress.Divide(http.Path.Value ?? "");
        var address = redirect.Path.Length == 0 ? root : $"{root}/{redirect.Path}";
        if (redirect.Done is { } done)
        {
            address += $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{DoneParameter}={done}{(redirect.Number is { } number ? $"&{NumberParameter}={number}" : "")}";
        }

        // 303: the browser follows with GET, whatever it did before.
        http.HttpContext.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Only texts of the console appear: the address cannot put words into the page.</summary>
    private static string? DoneOf(HttpRequest http, ConsoleTexts texts)
    {
        var key = $"done.{http.Query[DoneParameter]}";
        return texts.Has(key) ? texts[key, long.TryParse(http.Query[NumberParameter], out var number) ? ConsoleView.Number(number) : "0"] : null;
    }
}
