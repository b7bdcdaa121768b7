using System.Collections.Frozen;

namespace Mhero.Core.Authoring;

/// <summary>The texts that an authored flow adds to those of the Questionnaire.</summary>
/// <param name="baseLanguage">The flow's base language, ISO 639-3.</param>
/// <param name="languages">The languages of the Questionnaire's translations.</param>
internal sealed class Phrases(string baseLanguage, IReadOnlyCollection<string> languages)
{
    private const string English = "eng";

    private static readonly string[] Languages = [English, "fra", "por", "spa", "swa"];

    // The columns are those of Languages.
    private static readonly FrozenDictionary<Phrase, string[]> Texts = new Dictionary<Phrase, string[]>
    {
        [Phrase.Yes] = ["Yes", "Oui", "Sim", "Sí", "Ndiyo"],
        [Phrase.No] = ["No", "Non", "Não", "No", "Hapana"],
        [Phrase.Skip] = ["Skip", "Passer", "Saltar", "Omitir", "Ruka"],
        [Phrase.SkipHint] = ["Reply {0} to skip.", "Répondez {0} pour passer.", "Responda {0} para saltar.", "Responda {0} para omitir.", "Jibu {0} kuruka."],
        [Phrase.OwnWords] = ["Another answer", "Autre réponse", "Outra resposta", "Otra respuesta", "Jibu lingine"],
        [Phrase.OwnWordsPrompt] = ["Please write your answer.", "Écrivez votre réponse.", "Escreva a sua resposta.", "Escriba su respuesta.", "Andika jibu lako."],
        [Phrase.SelectHint] = ["Send the numbers of all that apply, like 1 3.", "Envoyez les numéros de tout ce qui convient, comme 1 3.", "Envie os números de todas que se aplicam, como 1 3.", "Envie los números de todas las que correspondan, como 1 3.", "Tuma namba zote zinazohusika, kama 1 3."],
        [Phrase.DateHint] = ["Send the date as {0}.", "Envoyez la date comme {0}.", "Envie a data como {0}.", "Envie la fecha como {0}.", "Tuma tarehe kama {0}."],
        [Phrase.DateTimeHint] = ["Send date and time as {0} 14:30.", "Envoyez la date et l'heure comme {0} 14:30.", "Envie a data e a hora como {0} 14:30.", "Envie la fecha y la hora como {0} 14:30.", "Tuma tarehe na saa kama {0} 14:30."],
        [Phrase.TimeHint] = ["Send the time as 14:30.", "Envoyez l'heure comme 14:30.", "Envie a hora como 14:30.", "Envie la hora como 14:30.", "Tuma saa kama 14:30."],
        [Phrase.NotAnOption] = ["Please send {0} of one of the answers.", "Envoyez {0} d'une des réponses.", "Envie {0} de uma das respostas.", "Envie {0} de una de las respuestas.", "Tuma {0} ya jibu moja."],
        [Phrase.TheNumber] = ["the number", "le numéro", "o número", "el número", "namba"],
        [Phrase.TheLetter] = ["the letter", "la lettre", "a letra", "la letra", "herufi"],
        [Phrase.NotWhole] = ["Please send a whole number{0}, in digits only.", "Envoyez un nombre entier{0}, en chiffres uniquement.", "Envie um número inteiro{0}, só em algarismos.", "Envie un número entero{0}, solo en cifras.", "Tuma namba kamili{0}, kwa tarakimu tu."],
        [Phrase.NotNumber] = ["Please send a number{0}, in digits with a point for decimals.", "Envoyez un nombre{0}, en chiffres avec un point pour les décimales.", "Envie um número{0}, em algarismos com ponto para os decimais.", "Envie un número{0}, en cifras con punto para los decimales.", "Tuma namba{0}, kwa tarakimu na nukta kwa desimali."],
        [Phrase.Between] = [" from {0} to {1}", " de {0} à {1}", " de {0} a {1}", " de {0} a {1}", " kutoka {0} hadi {1}"],
        [Phrase.AtLeast] = [" of {0} or more", " de {0} ou plus", " de {0} ou mais", " de {0} o más", " {0} au zaidi"],
        [Phrase.AtMost] = [" of {0} or less", " de {0} ou moins", " de {0} ou menos", " de {0} o menos", " {0} au chini"],
        [Phrase.WrongForm] = ["This answer does not have the expected form. Please send it again.", "Cette réponse n'a pas la forme attendue. Envoyez-la de nouveau.", "Esta resposta não tem a forma esperada. Envie de novo.", "Esta respuesta no tiene la forma esperada. Envíela de nuevo.", "Jibu hili halina muundo unaotakiwa. Tuma tena."],
        [Phrase.WrongFormLike] = ["Please send the answer in this form: {0}", "Envoyez la réponse sous cette forme : {0}", "Envie a resposta nesta forma: {0}", "Envie la respuesta en esta forma: {0}", "Tuma jibu kwa muundo huu: {0}"],
        [Phrase.WrongLength] = ["Please send an answer of {0} to {1} characters.", "Envoyez une réponse de {0} à {1} caractères.", "Envie uma resposta de {0} a {1} caracteres.", "Envie una respuesta de {0} a {1} caracteres.", "Tuma jibu la herufi {0} hadi {1}."],
        [Phrase.NoAnswer] = ["Please send an answer.", "Envoyez une réponse.", "Envie uma resposta.", "Envie una respuesta.", "Tuma jibu."],
        [Phrase.IsItRight] = ["Is this right: {0}?", "Est-ce exact : {0} ?", "Está certo: {0}?", "Es correcto: {0}?", "Je, hii ni sahihi: {0}?"],
        [Phrase.AnyRow] = ["Is there one to report?", "Y en a-t-il à signaler ?", "Há algum a comunicar?", "Hay alguno que informar?", "Je, kuna wa kuripoti?"],
        [Phrase.AnotherRow] = ["Is there another one?", "Y en a-t-il un autre ?", "Há mais um?", "Hay otro?", "Je, kuna mwingine?"],
        [Phrase.Thanks] = ["Thank you. Your answers are recorded.", "Merci. Vos réponses sont enregistrées.", "Obrigado. As suas respostas foram registadas.", "Gracias. Sus respuestas quedaron registradas.", "Asante. Majibu yako yamehifadhiwa."],
        [Phrase.NoConsent] = ["Thank you. Nothing was recorded.", "Merci. Rien n'a été enregistré.", "Obrigado. Nada foi registado.", "Gracias. No se registró nada.", "Asante. Hakuna kilichohifadhiwa."],
    }.ToFrozenDictionary();

    /// <summary>The languages of the flow without such texts; English stands for them.</summary>
    public IEnumerable<string> Missing => languages.Prepend(baseLanguage).Where(l => !Languages.Contains(l)).Distinct(StringComparer.Ordinal);

    /// <summary>A text in the flow's languages.</summary>
    public LocalText this[Phrase phrase] => new(In(phrase, baseLanguage), languages.Where(l => l != baseLanguage).ToDictionary(l => l, l => In(phrase, l)));

    private static string In(Phrase phrase, string language) => Texts[phrase][Math.Max(0, Array.IndexOf(Languages, language))];
}
