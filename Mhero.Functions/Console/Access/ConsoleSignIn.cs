using Mhero.Functions.Console.Pages;
using Mhero.Functions.Console.Routing;
using Mhero.Functions.Console.Texts;

namespace Mhero.Functions.Console.Access;

/// <summary>The sign-in page, the sign-out, and what someone without a role gets to see.</summary>
/// <param name="sessions">The sessions.</param>
/// <param name="tokens">The tokens of forms.</param>
/// <param name="pages">Makes the answers.</param>
/// <param name="options">Whether there are users.</param>
/// <param name="logger">Logs refused and accepted sign-ins.</param>
public sealed partial class ConsoleSignIn(ConsoleSessions sessions, FormTokens tokens, ConsolePages pages, IOptions<ConsoleOptions> options, ILogger<ConsoleSignIn> logger)
{
    /// <summary>The path of the sign-in page.</summary>
    public const string Path = "sign-in";

    /// <summary>The path of the sign-out.</summary>
    public const string EndPath = "sign-out";

    private const string ReturnField = "return";

    /// <summary>Answers the sign-in and the sign-out.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visitor">The sender.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> AnswerAsync(HttpRequest request, ConsoleVisitor visitor, CancellationToken cancellationToken)
    {
        var (root, path) = ConsoleAddress.Divide(request.Path.Value ?? "");
        if (path == EndPath)
        {
            return HttpMethods.IsPost(request.Method) ? await EndAsync(request, visitor, root, cancellationToken) : Results.LocalRedirect(root);
        }

        if (visitor.UsesEntra || options.Value.Users.Count == 0)
        {
            return await RefuseAsync(request, visitor, cancellationToken);
        }

        return HttpMethods.IsPost(request.Method)
            ? await BeginAsync(request, root, cancellationToken)
            : visitor.User is not null ? Results.LocalRedirect(root) : await FormAsync(request, request.Query[ReturnField].ToString(), false, cancellationToken);
    }

    /// <summary>Answers someone who is not signed in or has no role: with a redirect to the sign-in, or a page that says what to do.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visitor">The sender.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> RefuseAsync(HttpRequest request, ConsoleVisitor visitor, CancellationToken cancellationToken)
    {
        var (root, path) = ConsoleAddress.Divide(request.Path.Value ?? "");
        if (visitor is { UsesEntra: true, Name: null })
        {
            return HttpMethods.IsPost(request.Method)
                ? await ProblemAsync(request, "problem.session", StatusCodes.Status401Unauthorized, cancellationToken)
                : Results.LocalRedirect($"/.auth/login/aad?post_login_redirect_uri={Uri.EscapeDataString(request.Path + request.QueryString)}");
        }

        if (visitor.UsesEntra)
        {
            return await ProblemAsync(request, "problem.no-role", StatusCodes.Status403Forbidden, cancellationToken);
        }

        if (options.Value.Users.Count == 0)
        {
            return await ProblemAsync(request, "problem.no-users", StatusCodes.Status403Forbidden, cancellationToken);
        }

        if (HttpMethods.IsPost(request.Method))
        {
            return await ProblemAsync(request, "problem.session", StatusCodes.Status401Unauthorized, cancellationToken);
        }

        var wanted = path == Path ? "" : path + request.QueryString;
        return Results.LocalRedirect($"{root}/{Path}{(wanted.Length == 0 ? "" : $"?{ReturnField}={Uri.EscapeDataString(wanted)}")}");
    }

    private async Task<IResult> BeginAsync(HttpRequest request, string root, CancellationToken cancellationToken)
    {
        var form = await ConsoleApp.ReadFormAsync(request, cancellationToken);
        if (form is null || !await tokens.IsValidAsync(request, form[FormTokens.Field], FormTokens.VisitorOf(request.HttpContext, root), cancellationToken))
        {
            return await ProblemAsync(request, "problem.token", StatusCodes.Status403Forbidden, cancellationToken);
        }

        var wanted = form[ReturnField].ToString();
        if (sessions.NameOf(form["key"].ToString().Trim()) is not { } name)
        {
            Refused();
            return await FormAsync(request, wanted, true, cancellationToken);
        }

        Began(name);
        await sessions.BeginAsync(request.HttpContext, name, root, cancellationToken);
        return Results.LocalRedirect(IsInConsole(wanted) ? $"{root}/{wanted}" : root);
    }

    private async Task<IResult> EndAsync(HttpRequest request, ConsoleVisitor visitor, string root, CancellationToken cancellationToken)
    {
        if (visitor.User is { } user)
        {
            var form = await ConsoleApp.ReadFormAsync(request, cancellationToken);
            if (form is null || !await tokens.IsValidAsync(request, form[FormTokens.Field], user.Session, cancellationToken))
            {
                return await ProblemAsync(request, "problem.token", StatusCodes.Status403Forbidden, cancellationToken);
            }
        }

        ConsoleSessions.End(request.HttpContext, root);
        return Results.LocalRedirect(visitor.UsesEntra ? $"/.auth/logout?post_logout_redirect_uri={Uri.EscapeDataString(root)}" : $"{root}/{Path}");
    }

    private Task<IResult> FormAsync(HttpRequest request, string wanted, bool isWrong, CancellationToken cancellationToken) => RenderAsync(
        request,
        ConsoleAnswer.Page<SignInPage>("sign-in.title", new SignInView(IsInConsole(wanted) ? wanted : "", isWrong), isWrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK),
        cancellationToken);

    private Task<IResult> ProblemAsync(HttpRequest request, string textKey, int status, CancellationToken cancellationToken) =>
        RenderAsync(request, ConsoleAnswer.Problem(textKey, status), cancellationToken);

    private Task<IResult> RenderAsync(HttpRequest request, PageAnswer page, CancellationToken cancellationToken)
    {
        var visitor = FormTokens.VisitorOf(request.HttpContext, ConsoleAddress.Divide(request.Path.Value ?? "").Base);
        return pages.RenderAsync(request, ConsoleTexts.In(ConsoleLanguages.Of(request)), null, visitor, page, false, cancellationToken);
    }

    /// <summary>Only a path that stays in the console is opened after the sign-in.</summary>
    private static bool IsInConsole(string path) =>
        path.Length is > 0 and <= 500 && char.IsAsciiLetterLower(path[0]) && !path.Contains("..", StringComparison.Ordinal) && path.All(c => c is > ' ' and <= '~' and not '\\');

    [LoggerMessage(6201, LogLevel.Warning, "A sign-in to the console with a wrong key was refused")]
    private partial void Refused();

    [LoggerMessage(6202, LogLevel.Information, "{User} signed in to the console")]
    private partial void Began(string user);
}
