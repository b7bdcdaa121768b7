using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Assets;
using Mhero.Functions.Console.Rendering;
using Mhero.Functions.Console.Routing;
using Mhero.Functions.Console.Texts;

namespace Mhero.Functions.Console;

/// <summary>Takes each request to the console through access, form token and route to its page.</summary>
/// <param name="access">Finds the sender of a request.</param>
/// <param name="signIn">The sign-in and sign-out.</param>
/// <param name="routes">The pages and actions.</param>
/// <param name="tokens">The tokens of forms.</param>
/// <param name="pages">Makes the answers.</param>
/// <param name="failures">Puts failures into words.</param>
public sealed class ConsoleApp(ConsoleAccess access, ConsoleSignIn signIn, ConsoleRoutes routes, FormTokens tokens, ConsolePages pages, ConsoleFailures failures)
{
    private static readonly IReadOnlyDictionary<string, string> NoValues = new Dictionary<string, string>();

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        PageRenderer.SetHeaders(request.HttpContext.Response);
        var (root, path) = ConsoleAddress.Divide(request.Path.Value ?? "");
        if (path.StartsWith(ConsoleAssets.Folder + "/", StringComparison.Ordinal))
        {
            return ConsoleAssets.Answer(request, path[(ConsoleAssets.Folder.Length + 1)..]);
        }

        if (!HttpMethods.IsPost(request.Method) && LanguageOf(request) is { } language)
        {
            return ChooseLanguage(request, language, root, path);
        }

        var isAction = HttpMethods.IsPost(request.Method);
        var visitor = await access.FindAsync(request, cancellationToken);
        if (path is ConsoleSignIn.Path or ConsoleSignIn.EndPath)
        {
            return await signIn.AnswerAsync(request, visitor, cancellationToken);
        }

        if (visitor.User is not { } user)
        {
            return await signIn.RefuseAsync(request, visitor, cancellationToken);
        }

        var texts = ConsoleTexts.In(ConsoleLanguages.Of(request));
        if (!routes.TryFind(path, isAction, out var route, out var values))
        {
            return await AnswerAsync(new ConsoleRequest(request, user, texts, NoValues, FormCollection.Empty), ConsoleAnswer.Problem("problem.not-found", StatusCodes.Status404NotFound), cancellationToken);
        }

        var form = isAction ? await ReadFormAsync(request, cancellationToken) : FormCollection.Empty;
        var asked = new ConsoleRequest(request, user, texts, values, form ?? FormCollection.Empty);
        if (user.Role < route.Role)
        {
            return await AnswerAsync(asked, ConsoleAnswer.Problem("problem.role", StatusCodes.Status403Forbidden, texts["role." + route.Role]), cancellationToken);
        }

        if (isAction && (form is null || !await tokens.IsValidAsync(request, form[FormTokens.Field], user.Session, cancellationToken)))
        {
            return await AnswerAsync(asked, ConsoleAnswer.Problem("problem.token", StatusCodes.Status403Forbidden), cancellationToken);
        }

        return await AnswerAsync(asked, await failures.GuardAsync(request.HttpContext, () => route.AnswerAsync(asked, cancellationToken)), cancellationToken);
    }

    /// <summary>The form of a POST; null for a body that is none, or too large.</summary>
    internal static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || request.ContentLength is not <= MaxForm)
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private const int MaxForm = 1024 * 1024;

    private Task<IResult> AnswerAsync(ConsoleRequest request, ConsoleAnswer answer, CancellationToken cancellationToken) => pages.AnswerAsync(request, answer, cancellationToken);

    private static string? LanguageOf(HttpRequest request) =>
        request.Query[ConsoleLanguages.Parameter].ToString() is { Length: > 0 } language && ConsoleLanguages.Names.ContainsKey(language) ? language : null;

    private static IResult ChooseLanguage(HttpRequest request, string language, string root, string path)
    {
        request.HttpContext.Response.Cookies.Append(
            ConsoleLanguages.Cookie, language, new CookieOptions { HttpOnly = true, Secure = ConsoleAddress.IsSecure(request), SameSite = SameSiteMode.Lax, Path = root, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return Results.LocalRedirect(new PathString(path.Length == 0 ? root : $"{root}/{path}").ToUriComponent());
    }
}
