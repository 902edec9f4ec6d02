<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="ja">
<context>
    <name></name>
    <message>
        <source>予期しない不具合</source>
        <translation>Unexpected fault</translation>
    </message>
    <message>
        <source>記録の場所（患者さんの情報は含まれません）</source>
        <translation>Where the log is (it holds nothing about patients)</translation>
    </message>
    <message>
        <source>続ける</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>終了する</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>1つ消す</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>暗証番号がわからない</source>
        <translation>I do not know my PIN</translation>
    </message>
    <message>
        <source>4けたの暗証番号</source>
        <translation>4-digit PIN</translation>
    </message>
    <message>
        <source>あと{count}回入力できます</source>
        <translation>Tries left: {count}</translation>
    </message>
    <message>
        <source>患者さん用の画面</source>
        <translation>Patient&apos;s screen</translation>
    </message>
    <message>
        <source>訓練モード</source>
        <translation>Training mode</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>none</translation>
    </message>
    <message>
        <source>このコンピューターの鍵の保管場所</source>
        <translation>This computer&apos;s key store</translation>
    </message>
    <message>
        <source>決めない（カードが置かれたものを使う）</source>
        <translation>Any (the one with a card on it)</translation>
    </message>
    <message>
        <source>{label}: 新しくします（{when}）</source>
        <translation>{label}: a new one ({when})</translation>
    </message>
    <message>
        <source>{label}: {before} → {after}（{when}）</source>
        <translation>{label}: {before} → {after} ({when})</translation>
    </message>
    <message>
        <source>{seconds} 秒</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{first}、{rest}</source>
        <translation>{first}, {rest}</translation>
    </message>
    <message>
        <source>保存するとすぐに変わります</source>
        <translation>Changes as soon as you save</translation>
    </message>
    <message>
        <source>次の患者さんから変わります</source>
        <translation>Changes with the next patient</translation>
    </message>
    <message>
        <source>次にプログラムを起動したときに変わります</source>
        <translation>Changes when the program is started again</translation>
    </message>
    <message>
        <source>すぐに</source>
        <translation>at once</translation>
    </message>
    <message>
        <source>次の患者さんから</source>
        <translation>from the next patient</translation>
    </message>
    <message>
        <source>次の起動から</source>
        <translation>from the next start</translation>
    </message>
    <message>
        <source>はい</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>いいえ</source>
        <translation>no</translation>
    </message>
    <message>
        <source>既定の方法</source>
        <translation>Usual method</translation>
    </message>
    <message>
        <source>暗証番号</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>目視</source>
        <translation>Visual check</translation>
    </message>
    <message>
        <source>担当者</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>患者さんの画面の言葉は、下で別に選べます。</source>
        <translation>The patient&apos;s screen has a language of its own, below.</translation>
    </message>
    <message>
        <source>配色</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>自動では、このコンピューターの設定に合わせます。</source>
        <translation>Automatic follows the settings of this computer.</translation>
    </message>
    <message>
        <source>照会を始める時刻</source>
        <translation>Time of the batch</translation>
    </message>
    <message>
        <source>毎日この時刻に、次の診療日の予約を照会します。21:00 のように書きます。</source>
        <translation>Every day at this time the appointments of the next business days are verified. Write it as 21:00.</translation>
    </message>
    <message>
        <source>予約のフォルダ</source>
        <translation>Folder of appointments</translation>
    </message>
    <message>
        <source>予約システムがCSVを書き出すフォルダです。空のときは、夜間の照会をしません。</source>
        <translation>Where the booking system writes its CSV files. If it is empty, nothing is verified by night.</translation>
    </message>
    <message>
        <source>何診療日先の予約を照会するか</source>
        <translation>Business days ahead</translation>
    </message>
    <message>
        <source>1 は次の診療日です。1、3 のように、いくつでも書けます。</source>
        <translation>1 is the next business day. Write several as 1, 3.</translation>
    </message>
    <message>
        <source>土曜日の診療</source>
        <translation>Saturdays</translation>
    </message>
    <message>
        <source>日曜日と祝日、12月29日から1月3日までは、いつも休診日とみなします。</source>
        <translation>Sundays, public holidays, and December 29 to January 3 always count as closed.</translation>
    </message>
    <message>
        <source>土曜日も診療日とみなす</source>
        <translation>Saturdays are business days</translation>
    </message>
    <message>
        <source>月の最初の診療日</source>
        <translation>First business day of the month</translation>
    </message>
    <message>
        <source>前の3か月に来院して、今月はまだ確認していない方を、朝6時から照会します。</source>
        <translation>From 6:00 on, everybody who came in the three months before and is not verified this month is asked about.</translation>
    </message>
    <message>
        <source>照会の送り方</source>
        <translation>How questions are sent</translation>
    </message>
    <message>
        <source>自動では、資格確認サービスに合わせます。</source>
        <translation>Automatic follows the eligibility service.</translation>
    </message>
    <message>
        <source>自動</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>1人ずつ</source>
        <translation>One by one</translation>
    </message>
    <message>
        <source>ファイルでまとめて</source>
        <translation>Together in files</translation>
    </message>
    <message>
        <source>1ファイルの人数</source>
        <translation>Patients in one file</translation>
    </message>
    <message>
        <source>まとめて送るとき、1つのファイルに入れる人数の上限です。</source>
        <translation>At most so many patients go into one file.</translation>
    </message>
    <message>
        <source>同時に照会する人数</source>
        <translation>Questions at once</translation>
    </message>
    <message>
        <source>1人ずつ送るとき、同時に問い合わせる人数です。窓口の確認はいつも先に行います。</source>
        <translation>How many patients are asked about at once, one by one. The counter always comes first.</translation>
    </message>
    <message>
        <source>明るい</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>暗い</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>ハイコントラスト</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>文字とボタンの大きさ</source>
        <translation>Size of text and buttons</translation>
    </message>
    <message>
        <source>方法を選ばずに始めたときの本人確認です。目視でも、1人ずつ担当者が確認して記録します。</source>
        <translation>How identity is confirmed when nobody has chosen a method. Even a visual check is made and recorded by staff for each patient.</translation>
    </message>
    <message>
        <source>窓口に立つ人です。目視の確認は、ここにいる担当者だけができます。</source>
        <translation>Who works at the desk. Only they can make visual checks.</translation>
    </message>
    <message>
        <source>担当者の画面の言葉</source>
        <translation>Language of the staff&apos;s screen</translation>
    </message>
    <message>
        <source>担当者の画面と患者さんの画面の両方の大きさです。</source>
        <translation>Holds for both the staff&apos;s and the patient&apos;s screen.</translation>
    </message>
    <message>
        <source>患者さんの画面</source>
        <translation>Patient&apos;s screen</translation>
    </message>
    <message>
        <source>自動では、2台目の画面があれば、その画面いっぱいに出します。</source>
        <translation>Automatic fills the second screen, if there is one.</translation>
    </message>
    <message>
        <source>ふつうのウィンドウ</source>
        <translation>Ordinary window</translation>
    </message>
    <message>
        <source>出さない</source>
        <translation>Not shown</translation>
    </message>
    <message>
        <source>患者さんの画面の言葉</source>
        <translation>Language of the patient&apos;s screen</translation>
    </message>
    <message>
        <source>患者さんは画面のボタンで変えられます。次の患者さんでは、ここで選んだ言葉に戻ります。</source>
        <translation>Patients can change it with a button. For the next patient it returns to the one chosen here.</translation>
    </message>
    <message>
        <source>使うカードリーダー</source>
        <translation>Card reader to use</translation>
    </message>
    <message>
        <source>1台に決めると、ほかのカードリーダーのカードは読みません。</source>
        <translation>Once a reader is chosen, cards on other readers are not read.</translation>
    </message>
    <message>
        <source>スマートフォン</source>
        <translation>Phones</translation>
    </message>
    <message>
        <source>スマートフォンのマイナンバーカードも受け付けます。カードの確認が少し長くなります。</source>
        <translation>My Number cards on phones are accepted too. Every card then takes a little longer.</translation>
    </message>
    <message>
        <source>信頼する認証局</source>
        <translation>Trusted authorities</translation>
    </message>
    <message>
        <source>カードの電子証明書を発行した認証局の証明書（PEM）です。ほかのカードは受け付けません。</source>
        <translation>Certificates (PEM) of the authorities that issue the cards&apos; certificates. Other cards are refused.</translation>
    </message>
    <message>
        <source>照会の方式</source>
        <translation>Kind of service</translation>
    </message>
    <message>
        <source>応答を待つ時間</source>
        <translation>Time to wait for an answer</translation>
    </message>
    <message>
        <source>1回の問い合わせで待つ秒数です。120秒まで待てます。</source>
        <translation>Seconds for one attempt, at most 120.</translation>
    </message>
    <message>
        <source>接続先</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>資格確認サービスのアドレスです。https:// で始まります。</source>
        <translation>Address of the eligibility service. It begins with https://.</translation>
    </message>
    <message>
        <source>接続先の認証局</source>
        <translation>Authority of the service</translation>
    </message>
    <message>
        <source>接続先を確かめる証明書（PEM）です。合わない接続先には何も送りません。</source>
        <translation>Certificate (PEM) that proves the service. Nothing is sent to a service that it does not fit.</translation>
    </message>
    <message>
        <source>端末の証明書</source>
        <translation>Terminal&apos;s certificate</translation>
    </message>
    <message>
        <source>この端末を接続先に示す証明書（PEM）です。</source>
        <translation>Certificate (PEM) that shows the service which terminal this is.</translation>
    </message>
    <message>
        <source>端末の秘密鍵</source>
        <translation>Terminal&apos;s private key</translation>
    </message>
    <message>
        <source>端末の証明書と対の鍵（PEM）です。このプログラムの利用者だけが読めるようにしてください。</source>
        <translation>Key (PEM) that belongs to the terminal&apos;s certificate. Let nobody read it but the user of this program.</translation>
    </message>
    <message>
        <source>WebAPI にログインする利用者のIDです。</source>
        <translation>The user who logs in to the web interface.</translation>
    </message>
    <message>
        <source>パスワード</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>変えるときだけ入力してください。このパソコンの資格情報に保存し、設定ファイルには書かず、後から表示もできません。</source>
        <translation>Type it only to change it. It is kept in this computer&apos;s key store, never in the settings file, and cannot be shown again.</translation>
    </message>
    <message>
        <source>引渡しの方式</source>
        <translation>Kind of hand-over</translation>
    </message>
    <message>
        <source>確認した結果を、レセコンが読むフォルダに置くかどうかです。</source>
        <translation>Whether results are put into a folder that the receipt computer reads.</translation>
    </message>
    <message>
        <source>フォルダに置く</source>
        <translation>Put into a folder</translation>
    </message>
    <message>
        <source>フォルダ</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>レセコンが結果を受け取るフォルダです。</source>
        <translation>The folder where the receipt computer looks for results.</translation>
    </message>
    <message>
        <source>引き渡さない</source>
        <translation>No hand-over</translation>
    </message>
    <message>
        <source>資格確認サービスへのつなぎ方です。下に項目のない方式では、設定ファイルに書きます。</source>
        <translation>How the eligibility service is reached. A way without fields below is set up in the settings file.</translation>
    </message>
    <message>
        <source>端末のフォルダ</source>
        <translation>Terminal&apos;s folder</translation>
    </message>
    <message>
        <source>資格確認端末の req・res・face の3つのフォルダがある場所です。</source>
        <translation>Where the eligibility terminal&apos;s three folders req, res and face are.</translation>
    </message>
    <message>
        <source>照会の文字コード</source>
        <translation>Encoding of questions</translation>
    </message>
    <message>
        <source>端末の説明書にある文字コードを選んでください。</source>
        <translation>Choose the encoding that the terminal&apos;s manual names.</translation>
    </message>
    <message>
        <source>顔認証の結果</source>
        <translation>Face results</translation>
    </message>
    <message>
        <source>顔認証付きカードリーダーの結果を取り込むか、取り込んだ後に端末に残すかどうかです。</source>
        <translation>Whether results of the face reader are taken in, and whether they stay with the terminal then.</translation>
    </message>
    <message>
        <source>取り込んで残す</source>
        <translation>Take in and leave</translation>
    </message>
    <message>
        <source>取り込んで消す</source>
        <translation>Take in and delete</translation>
    </message>
    <message>
        <source>取り込まない</source>
        <translation>Do not take in</translation>
    </message>
    <message>
        <source>ログインの接続先</source>
        <translation>Login address</translation>
    </message>
    <message>
        <source>WebAPI のログインのアドレスです。https:// で始まります。</source>
        <translation>Address of the web interface’s login. It begins with https://.</translation>
    </message>
    <message>
        <source>照会の接続先</source>
        <translation>Question address</translation>
    </message>
    <message>
        <source>WebAPI の照会のアドレスです。https:// で始まります。</source>
        <translation>Address of the web interface’s questions. It begins with https://.</translation>
    </message>
    <message>
        <source>利用者ID</source>
        <translation>User ID</translation>
    </message>
    <message>
        <source>文字コード</source>
        <translation>Character encoding</translation>
    </message>
    <message>
        <source>レセコンの説明書にある文字コードを選んでください。</source>
        <translation>Choose the one that the manual of the receipt computer names.</translation>
    </message>
    <message>
        <source>引き渡すとき</source>
        <translation>When to hand over</translation>
    </message>
    <message>
        <source>確認してからを選ぶと、結果を見て F8 を押すまで引き渡しません。</source>
        <translation>With “After confirmation”, nothing is handed over until you have seen the result and pressed F8.</translation>
    </message>
    <message>
        <source>結果が出たらすぐ</source>
        <translation>With each result</translation>
    </message>
    <message>
        <source>確認してから</source>
        <translation>After confirmation</translation>
    </message>
    <message>
        <source>医療機関コード</source>
        <translation>Institution code</translation>
    </message>
    <message>
        <source>都道府県番号から始まる、数字10桁のコードです。</source>
        <translation>10 digits, beginning with the number of the prefecture.</translation>
    </message>
    <message>
        <source>医療機関の名前</source>
        <translation>Name of the clinic</translation>
    </message>
    <message>
        <source>画面の左上に表示する名前です。空のときは医療機関コードを表示します。</source>
        <translation>Shown at the upper left of the window. If it is empty, the medical institution code is shown.</translation>
    </message>
    <message>
        <source>端末の名前</source>
        <translation>Terminal&apos;s name</translation>
    </message>
    <message>
        <source>資格確認サービスに登録した、この窓口の名前です。</source>
        <translation>The name under which this desk is registered at the eligibility service.</translation>
    </message>
    <message>
        <source>鍵の場所</source>
        <translation>Place of the key</translation>
    </message>
    <message>
        <source>保存した結果を開く鍵です。場所を変えるときは、先に同じ鍵をそこへ移してください。</source>
        <translation>The key that opens the saved results. Before you change the place, move the same key there.</translation>
    </message>
    <message>
        <source>本人確認</source>
        <translation>Identification</translation>
    </message>
    <message>
        <source>表示</source>
        <translation>Display</translation>
    </message>
    <message>
        <source>カード</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>照会</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>引渡し</source>
        <translation>Hand-over</translation>
    </message>
    <message>
        <source>医療機関</source>
        <translation>Institution</translation>
    </message>
    <message>
        <source>結果の保存</source>
        <translation>Saved results</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>変更を捨てる</source>
        <translation>Discard changes</translation>
    </message>
    <message>
        <source>保存して閉じる</source>
        <translation>Save and close</translation>
    </message>
    <message>
        <source>変更を捨てて閉じる</source>
        <translation>Discard and close</translation>
    </message>
    <message>
        <source>編集に戻る</source>
        <translation>Back to editing</translation>
    </message>
    <message>
        <source>変更はありません</source>
        <translation>No changes</translation>
    </message>
    <message>
        <source>変更 {count}件</source>
        <translation>Changes: {count}</translation>
    </message>
    <message>
        <source>受け付ける</source>
        <translation>Accept</translation>
    </message>
    <message>
        <source>秒</source>
        <translation>s</translation>
    </message>
    <message>
        <source>{reader}（今はつながっていません）</source>
        <translation>{reader} (not connected now)</translation>
    </message>
    <message>
        <source>訓練モードでは使いません。本番の設定は訓練モードを終えてから変えてください。</source>
        <translation>Not used in training mode. Leave training mode to change the real settings.</translation>
    </message>
    <message>
        <source>灰色の項目は訓練モードでは使いません。</source>
        <translation>What is grey is not used in training mode.</translation>
    </message>
    <message>
        <source>参照…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>追加</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>ファイルを追加…</source>
        <translation>Add files…</translation>
    </message>
    <message>
        <source>選んだ行を外す</source>
        <translation>Remove selected</translation>
    </message>
    <message>
        <source>追加する担当者</source>
        <translation>Name to add</translation>
    </message>
    <message>
        <source>鍵のファイル</source>
        <translation>Key file</translation>
    </message>
    <message>
        <source>必要な項目です</source>
        <translation>This is required</translation>
    </message>
    <message>
        <source>テーブルで書いてください</source>
        <translation>Please write a table</translation>
    </message>
    <message>
        <source>文字列の配列で書いてください</source>
        <translation>Please write a list of texts</translation>
    </message>
    <message>
        <source>同じ値が2回以上あります</source>
        <translation>The same value is there more than once</translation>
    </message>
    <message>
        <source>true か false で書いてください</source>
        <translation>Please write true or false</translation>
    </message>
    <message>
        <source>秒数を数値で書いてください</source>
        <translation>Please write the seconds as a number</translation>
    </message>
    <message>
        <source>0 より大きく {most} 以下にしてください</source>
        <translation>Please write a number above 0, at most {most}</translation>
    </message>
    <message>
        <source>1 から {most} までの整数で書いてください</source>
        <translation>Please write a whole number from 1 to {most}</translation>
    </message>
    <message>
        <source>1 から {most} までの異なる整数の配列で書いてください</source>
        <translation>Please write a list of different whole numbers from 1 to {most}</translation>
    </message>
    <message>
        <source>21:00 のように書いてください</source>
        <translation>Please write it like 21:00</translation>
    </message>
    <message>
        <source>この版で使える値は {allowed} です</source>
        <translation>This version allows {allowed}</translation>
    </message>
    <message>
        <source>知らないテーブルです</source>
        <translation>Unknown table</translation>
    </message>
    <message>
        <source>知らない項目です</source>
        <translation>Unknown key</translation>
    </message>
    <message>
        <source>文字列で書いてください（&quot;…&quot;）</source>
        <translation>Please write a text (&quot;…&quot;)</translation>
    </message>
    <message>
        <source>空にはできません</source>
        <translation>This must not be empty</translation>
    </message>
    <message>
        <source>余分な空白や改行があります</source>
        <translation>There are superfluous spaces or line breaks</translation>
    </message>
    <message>
        <source>半角数字10桁で書いてください</source>
        <translation>Please write 10 ASCII digits</translation>
    </message>
    <message>
        <source>マイナンバー（12桁）は書けません</source>
        <translation>A My Number (12 digits) cannot be written here</translation>
    </message>
    <message>
        <source>https://ホスト名 の形で書いてください</source>
        <translation>Please write it like https://host.name</translation>
    </message>
    <message>
        <source>利用者名、? 、# は書けません</source>
        <translation>No user name, no ? and no # are allowed</translation>
    </message>
    <message>
        <source>keyring か file:/絶対パス で書いてください</source>
        <translation>Please name a file with its absolute path, or the key store (keyring)</translation>
    </message>
    <message>
        <source>{names} のいずれかにしてください</source>
        <translation>Please choose one of {names}</translation>
    </message>
    <message>
        <source>目視（visual）にするには、担当者（operators）が必要です</source>
        <translation>Visual checks (visual) need staff (operators)</translation>
    </message>
    <message>
        <source>ファイルがありません（{path}）</source>
        <translation>There is no such file ({path})</translation>
    </message>
    <message>
        <source>ファイルを読めません（{path}）</source>
        <translation>The file cannot be read ({path})</translation>
    </message>
    <message>
        <source>設定ファイルがありません</source>
        <translation>There is no settings file</translation>
    </message>
    <message>
        <source>設定ファイルを読めません</source>
        <translation>The settings file cannot be read</translation>
    </message>
    <message>
        <source>UTF-8 で保存してください</source>
        <translation>Please save the file as UTF-8</translation>
    </message>
    <message>
        <source>TOML の書き方に誤りがあります（{line}行{column}桁）</source>
        <translation>This is not correct TOML (line {line}, column {column})</translation>
    </message>
    <message>
        <source>ほかで変更されています。変更を捨てて読み直してください</source>
        <translation>The file was changed elsewhere. Please discard your changes to read it again</translation>
    </message>
    <message>
        <source>この書き方のファイルは、ここからは変更できません</source>
        <translation>A file written in this way cannot be changed from here</translation>
    </message>
    <message>
        <source>保存する権限がありません</source>
        <translation>You are not allowed to save here</translation>
    </message>
    <message>
        <source>保存できません。空き容量とフォルダを確かめてください</source>
        <translation>It could not be saved. Please check the free space and the folder</translation>
    </message>
    <message>
        <source>このパソコンの資格情報に保存できません</source>
        <translation>It cannot be kept in this computer&apos;s key store</translation>
    </message>
    <message>
        <source>変更あり</source>
        <translation>changed</translation>
    </message>
    <message>
        <source>{when}。</source>
        <translation>{when}.</translation>
    </message>
    <message>
        <source>設定</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>設定の種類</source>
        <translation>Groups of settings</translation>
    </message>
    <message>
        <source>設定を読んでいます…</source>
        <translation>Reading the settings…</translation>
    </message>
    <message>
        <source>保存しています…</source>
        <translation>Saving…</translation>
    </message>
    <message>
        <source>保存しました。</source>
        <translation>Saved.</translation>
    </message>
    <message>
        <source>保存しました。次にプログラムを起動したときから使います。</source>
        <translation>Saved. It is used from the next start of the program.</translation>
    </message>
    <message>
        <source>保存していない変更があります。どうしますか。</source>
        <translation>There are changes that are not saved. What would you like to do?</translation>
    </message>
    <message>
        <source>この利用者には、設定を保存する権限がありません。管理者としてプログラムを起動してください。</source>
        <translation>This account must not save settings. Please start the program as an administrator.</translation>
    </message>
    <message>
        <source>直すところがあります</source>
        <translation>Something needs correction</translation>
    </message>
    <message>
        <source>変更があります</source>
        <translation>Changed</translation>
    </message>
    <message>
        <source>直すところがあります: {first}、ほか{more}件</source>
        <translation>Please correct: {first} and {more} more</translation>
    </message>
    <message>
        <source>直すところがあります: {first}</source>
        <translation>Please correct: {first}</translation>
    </message>
    <message>
        <source>設定ファイルの {where}: {what}</source>
        <translation>Settings file, {where}: {what}</translation>
    </message>
    <message>
        <source>窓口負担</source>
        <translation>Patient pays</translation>
    </message>
    <message>
        <source>本日の受付</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>{count}名</source>
        <translation>Patients: {count}</translation>
    </message>
    <message>
        <source>すべて</source>
        <translation>All</translation>
    </message>
    <message>
        <source>要対応 {count}</source>
        <translation>To do {count}</translation>
    </message>
    <message>
        <source>本日の受付はまだありません</source>
        <translation>Nobody has been checked today</translation>
    </message>
    <message>
        <source>要対応の方はいません</source>
        <translation>Nothing is left to do</translation>
    </message>
    <message>
        <source>{time} {name} {detail}</source>
        <translation>{time} {name} {detail}</translation>
    </message>
    <message>
        <source>{time} {name} {detail}（表示中）</source>
        <translation>{time} {name} {detail} (on the screen)</translation>
    </message>
    <message>
        <source>・</source>
        <translation> · </translation>
    </message>
    <message>
        <source>設定を開く</source>
        <translation>Open the settings</translation>
    </message>
    <message>
        <source>患者さんの画面を開く</source>
        <translation>Open the patient&apos;s screen</translation>
    </message>
    <message>
        <source>患者さんへ</source>
        <translation>To the patient</translation>
    </message>
    <message>
        <source>① カード</source>
        <translation>① Card</translation>
    </message>
    <message>
        <source>② 本人確認</source>
        <translation>② Identification</translation>
    </message>
    <message>
        <source>③ 資格確認</source>
        <translation>③ Eligibility</translation>
    </message>
    <message>
        <source>④ 結果</source>
        <translation>④ Result</translation>
    </message>
    <message>
        <source>4つのうち{at}つ目</source>
        <translation>Step {at} of 4</translation>
    </message>
    <message>
        <source>資格確認</source>
        <translation>Eligibility check</translation>
    </message>
    <message>
        <source>リーダーにカードはありません</source>
        <translation>No card on the reader</translation>
    </message>
    <message>
        <source>暗証番号 {pin}・あと{count}回</source>
        <translation>PIN {pin} · tries left: {count}</translation>
    </message>
    <message>
        <source>暗証番号 {pin}・ロック</source>
        <translation>PIN {pin} · locked</translation>
    </message>
    <message>
        <source>不調 {count}</source>
        <translation>Troubles {count}</translation>
    </message>
    <message>
        <source>不調</source>
        <translation>Troubles</translation>
    </message>
    <message>
        <source>準備中</source>
        <translation>Getting ready</translation>
    </message>
    <message>
        <source>リーダーの上</source>
        <translation>On the reader</translation>
    </message>
    <message>
        <source>離れました</source>
        <translation>Moved away</translation>
    </message>
    <message>
        <source>リーダーと窓口</source>
        <translation>Reader and desk</translation>
    </message>
    <message>
        <source>カード（次に置くときから）</source>
        <translation>Card (from the next time it is placed)</translation>
    </message>
    <message>
        <source>通信・サービス（次の照会から）</source>
        <translation>Network and service (from the next query)</translation>
    </message>
    <message>
        <source>「{name}」を準備しています…</source>
        <translation>Getting “{name}” ready…</translation>
    </message>
    <message>
        <source>「{name}」がリーダーから離れました</source>
        <translation>“{name}” moved away from the reader</translation>
    </message>
    <message>
        <source>「{name}」が置かれています</source>
        <translation>“{name}” is on the reader</translation>
    </message>
    <message>
        <source>いまの不調：{list}</source>
        <translation>Troubles now: {list}</translation>
    </message>
    <message>
        <source>練習用のカード</source>
        <translation>Practice cards</translation>
    </message>
    <message>
        <source>訓練</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>名前や内容でさがす</source>
        <translation>Search by name or story</translation>
    </message>
    <message>
        <source>あてはまるカードはありません</source>
        <translation>No card matches</translation>
    </message>
    <message>
        <source>このカードを置く</source>
        <translation>Place this card</translation>
    </message>
    <message>
        <source>置き直す</source>
        <translation>Place it again</translation>
    </message>
    <message>
        <source>カードを取る</source>
        <translation>Take the card</translation>
    </message>
    <message>
        <source>すべて元に戻す</source>
        <translation>Reset everything</translation>
    </message>
    <message>
        <source>電子証明書の有効期限は{date}です（あと{days}日）。更新のご案内をお渡しください</source>
        <translation>The card&apos;s certificate expires on {date} (days left: {days}). Please hand out the renewal notice</translation>
    </message>
    <message>
        <source>電子証明書の有効期限が切れています。資格情報のみ確認できます（{date}まで）</source>
        <translation>The card&apos;s certificate has expired. Eligibility alone can be confirmed (until {date})</translation>
    </message>
    <message>
        <source>証明書 あと{days}日</source>
        <translation>Certificate: {days} days left</translation>
    </message>
    <message>
        <source>証明書 期限切れ</source>
        <translation>Certificate expired</translation>
    </message>
    <message>
        <source>暗証番号の残り {count}回</source>
        <translation>PIN tries left: {count}</translation>
    </message>
    <message>
        <source>限度額・特定疾病</source>
        <translation>Limit and specific diseases</translation>
    </message>
    <message>
        <source>限度額</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>長期入院該当日</source>
        <translation>Long hospital stay from</translation>
    </message>
    <message>
        <source>特定疾病</source>
        <translation>Specific disease</translation>
    </message>
    <message>
        <source>電子証明書</source>
        <translation>Certificate</translation>
    </message>
    <message>
        <source>閲覧の同意など</source>
        <translation>Consent to viewing</translation>
    </message>
    <message>
        <source>暗証番号で確認</source>
        <translation>Check by PIN</translation>
    </message>
    <message>
        <source>必要なときだけ同意を確認してください</source>
        <translation>Ask for consent only where it is needed</translation>
    </message>
    <message>
        <source>問い合わせのときに伝える内容</source>
        <translation>To tell the call centre</translation>
    </message>
    <message>
        <source>照会の識別子</source>
        <translation>Identifier of the question</translation>
    </message>
    <message>
        <source>処理結果コード</source>
        <translation>Result code</translation>
    </message>
    <message>
        <source>番号で確認（カードなし）</source>
        <translation>Confirmed by number (no card)</translation>
    </message>
    <message>
        <source>顔認証で確認</source>
        <translation>Confirmed by face recognition</translation>
    </message>
    <message>
        <source>一括照会で確認（カードなし）</source>
        <translation>Confirmed by bulk query (no card)</translation>
    </message>
    <message>
        <source>特定健診</source>
        <translation>Check-ups</translation>
    </message>
    <message>
        <source>薬剤</source>
        <translation>Medicines</translation>
    </message>
    <message>
        <source>診療</source>
        <translation>Care</translation>
    </message>
    <message>
        <source>手術</source>
        <translation>Operations</translation>
    </message>
    <message>
        <source>{before}（{after}）</source>
        <translation>{before} ({after})</translation>
    </message>
    <message>
        <source>有効期間外：{when}</source>
        <translation>Outside its period: {when}</translation>
    </message>
    <message>
        <source>{before}（自己負担限度額 {yen}）</source>
        <translation>{before} (patient&apos;s limit {yen})</translation>
    </message>
    <message>
        <source>{last}まで</source>
        <translation>until {last}</translation>
    </message>
    <message>
        <source>目視で確認（{witness}）</source>
        <translation>Visual check ({witness})</translation>
    </message>
    <message>
        <source>暗証番号で確認済み</source>
        <translation>Confirmed by PIN</translation>
    </message>
    <message>
        <source>{before}（{until}まで）</source>
        <translation>{before} (until {until})</translation>
    </message>
    <message>
        <source>{what}：{words}</source>
        <translation>{what}: {words}</translation>
    </message>
    <message>
        <source>処方箋：{form}</source>
        <translation>Prescription: {form}</translation>
    </message>
    <message>
        <source>引渡し済み</source>
        <translation>handed over</translation>
    </message>
    <message>
        <source>引渡し待ち</source>
        <translation>to be handed over</translation>
    </message>
    <message>
        <source>引渡し失敗</source>
        <translation>hand-over failed</translation>
    </message>
    <message>
        <source>引渡し保留</source>
        <translation>hand-over held</translation>
    </message>
    <message>
        <source>未受取</source>
        <translation>Not taken yet</translation>
    </message>
    <message>
        <source>新着</source>
        <translation>New</translation>
    </message>
    <message>
        <source>変更なし</source>
        <translation>no change</translation>
    </message>
    <message>
        <source>変更{count}件</source>
        <translation>changes: {count}</translation>
    </message>
    <message>
        <source>新しい資格あり</source>
        <translation>Newer insurance</translation>
    </message>
    <message>
        <source>該当なし</source>
        <translation>Not found</translation>
    </message>
    <message>
        <source>複数該当</source>
        <translation>Several found</translation>
    </message>
    <message>
        <source>医療券は未登録</source>
        <translation>No medical ticket</translation>
    </message>
    <message>
        <source>送信する</source>
        <translation>Send</translation>
    </message>
    <message>
        <source>もう一度押すと、もう一度照会します</source>
        <translation>Press again to ask again</translation>
    </message>
    <message>
        <source>窓口に戻る</source>
        <translation>Back to the counter</translation>
    </message>
    <message>
        <source>行を直す</source>
        <translation>Correct the line</translation>
    </message>
    <message>
        <source>電話リストを印刷</source>
        <translation>Print phone list</translation>
    </message>
    <message>
        <source>CSVに書き出す</source>
        <translation>Export CSV</translation>
    </message>
    <message>
        <source>次の要対応へ</source>
        <translation>Next to do</translation>
    </message>
    <message>
        <source>要対応を見る</source>
        <translation>See what is to do</translation>
    </message>
    <message>
        <source>メモを残す</source>
        <translation>Keep the note</translation>
    </message>
    <message>
        <source>再照会する</source>
        <translation>Ask again</translation>
    </message>
    <message>
        <source>ファイルを選ぶ</source>
        <translation>Choose a file</translation>
    </message>
    <message>
        <source>対象を読み込む</source>
        <translation>Read the patients</translation>
    </message>
    <message>
        <source>この列で読み込む</source>
        <translation>Read with these columns</translation>
    </message>
    <message>
        <source>列の意味</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>差分</source>
        <translation>Differences</translation>
    </message>
    <message>
        <source>再照会</source>
        <translation>Ask again</translation>
    </message>
    <message>
        <source>電話済み</source>
        <translation>Called</translation>
    </message>
    <message>
        <source>メモ</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>担当する</source>
        <translation>Take on</translation>
    </message>
    <message>
        <source>除外</source>
        <translation>Set aside</translation>
    </message>
    <message>
        <source>もう一度押すと外します</source>
        <translation>Press again to set aside</translation>
    </message>
    <message>
        <source>対象を選ぶと、送信する前にここで点検します</source>
        <translation>Choose whom to ask about; every line is checked here before it is sent</translation>
    </message>
    <message>
        <source>一括照会はまだありません</source>
        <translation>There was no bulk check yet</translation>
    </message>
    <message>
        <source>要対応の一覧</source>
        <translation>List of what is to do</translation>
    </message>
    <message>
        <source>送信する前の一覧</source>
        <translation>List before sending</translation>
    </message>
    <message>
        <source>一括照会の履歴</source>
        <translation>History of bulk checks</translation>
    </message>
    <message>
        <source>多いため、先頭だけを表示しています。印刷と書き出しには全員が入ります。</source>
        <translation>There are many; only the first ones are shown. Print and export hold all of them.</translation>
    </message>
    <message>
        <source>{day}の予約 {booked}名（うち今月未確認 {count}名）を {time} に照会します</source>
        <translation>{day}: {booked} appointments ({count} not verified this month) will be verified at {time}</translation>
    </message>
    <message>
        <source>明日</source>
        <translation>Tomorrow</translation>
    </message>
    <message>
        <source>本日の一括照会</source>
        <translation>Bulk check of today</translation>
    </message>
    <message>
        <source>{when} に照会</source>
        <translation>Asked {when}</translation>
    </message>
    <message>
        <source>{time} 完了</source>
        <translation>done {time}</translation>
    </message>
    <message>
        <source>{month}月{day}日の予約</source>
        <translation>Appointments of {month}/{day}</translation>
    </message>
    <message>
        <source>{source}（{month}月{day}日で照会）</source>
        <translation>{source} (asked for {month}/{day})</translation>
    </message>
    <message>
        <source>{said}</source>
        <translation>{said}</translation>
    </message>
    <message>
        <source>自分の担当</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>有効・変更なし</source>
        <translation>Valid, unchanged</translation>
    </message>
    <message>
        <source>有効・変更あり</source>
        <translation>Valid, changed</translation>
    </message>
    <message>
        <source>無効</source>
        <translation>Invalid</translation>
    </message>
    <message>
        <source>確認できませんでした</source>
        <translation>Not confirmed</translation>
    </message>
    <message>
        <source>本日 9:00 の未確認見込み</source>
        <translation>Not verified today 9:00</translation>
    </message>
    <message>
        <source>明日 9:00 の未確認見込み</source>
        <translation>Not verified tomorrow 9:00</translation>
    </message>
    <message>
        <source>{month}/{day} 9:00 の未確認見込み</source>
        <translation>Not verified {month}/{day} 9:00</translation>
    </message>
    <message>
        <source>メモ（要対応の一覧だけに表示します）</source>
        <translation>Note (shown in this list only)</translation>
    </message>
    <message>
        <source>番号を見直し、直したら再照会します。そのままでも再照会できます。</source>
        <translation>Proof-read the numbers, then ask again. You may also ask again as they are.</translation>
    </message>
    <message>
        <source>照会済みの{count}名も照会する</source>
        <translation>Also ask about the {count} asked today</translation>
    </message>
    <message>
        <source>見出しの意味を選んでください。保険者番号・番号・生年月日が必要です。</source>
        <translation>Choose what the headings mean. Insurer number, number and birth date are needed.</translation>
    </message>
    <message>
        <source>{source}「{name}」</source>
        <translation>{source} “{name}”</translation>
    </message>
    <message>
        <source>{source}&#x3000;資格確認日 {day}</source>
        <translation>{source}, for {day}</translation>
    </message>
    <message>
        <source>{source}&#x3000;資格確認日 {first}から{last}まで</source>
        <translation>{source}, for {first} to {last}</translation>
    </message>
    <message>
        <source>{month}月{day}日</source>
        <translation>{month}/{day}</translation>
    </message>
    <message>
        <source>対象 {count}名</source>
        <translation>All {count}</translation>
    </message>
    <message>
        <source>除外 {count}名</source>
        <translation>Left out {count}</translation>
    </message>
    <message>
        <source>事前点検NG {count}名</source>
        <translation>Not right {count}</translation>
    </message>
    <message>
        <source>送信 {count}名</source>
        <translation>To send {count}</translation>
    </message>
    <message>
        <source>有効</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>有効 {tenths}割</source>
        <translation>Valid {tenths}0 %</translation>
    </message>
    <message>
        <source>喪失</source>
        <translation>Ended</translation>
    </message>
    <message>
        <source>照会番号</source>
        <translation>Reference number</translation>
    </message>
    <message>
        <source>待つ</source>
        <translation>Wait</translation>
    </message>
    <message>
        <source>限度額の変更の有無</source>
        <translation>Limit may have changed</translation>
    </message>
    <message>
        <source>事前点検NG</source>
        <translation>Not right</translation>
    </message>
    <message>
        <source>通信エラー</source>
        <translation>No connection</translation>
    </message>
    <message>
        <source>サービス停止中</source>
        <translation>Service down</translation>
    </message>
    <message>
        <source>応答なし</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>保守中</source>
        <translation>Maintenance</translation>
    </message>
    <message>
        <source>混雑中</source>
        <translation>Busy</translation>
    </message>
    <message>
        <source>送信できたか不明</source>
        <translation>Perhaps asked</translation>
    </message>
    <message>
        <source>電話で新しい保険を確認</source>
        <translation>Call about the new insurance</translation>
    </message>
    <message>
        <source>来院時にカードで確認</source>
        <translation>Check the card at the visit</translation>
    </message>
    <message>
        <source>番号を直して再照会</source>
        <translation>Correct and ask again</translation>
    </message>
    <message>
        <source>枝番を加えて再照会</source>
        <translation>Add branch, ask again</translation>
    </message>
    <message>
        <source>番号と生年月日を見直す</source>
        <translation>Proof-read numbers and birth date</translation>
    </message>
    <message>
        <source>福祉事務所へ確認</source>
        <translation>Ask the welfare office</translation>
    </message>
    <message>
        <source>不備を直して照会</source>
        <translation>Put right and ask</translation>
    </message>
    <message>
        <source>再照会するか決める</source>
        <translation>Decide whether to ask again</translation>
    </message>
    <message>
        <source>再照会、または来院時に確認</source>
        <translation>Ask again, or check at the visit</translation>
    </message>
    <message>
        <source>保険者番号の検証番号が合いません</source>
        <translation>Check digit of the insurer number</translation>
    </message>
    <message>
        <source>生年月日が正しくありません</source>
        <translation>Birth date is not right</translation>
    </message>
    <message>
        <source>番号がありません</source>
        <translation>Number is missing</translation>
    </message>
    <message>
        <source>保険者番号の桁数が違います</source>
        <translation>Insurer number has 6 or 8 digits</translation>
    </message>
    <message>
        <source>枝番の桁数が違います</source>
        <translation>Branch has at most 2 digits</translation>
    </message>
    <message>
        <source>マイナンバーが入っています</source>
        <translation>Holds a My Number</translation>
    </message>
    <message>
        <source>使えない文字が入っています</source>
        <translation>Character that cannot be sent</translation>
    </message>
    <message>
        <source>受給者番号の検証番号が合いません</source>
        <translation>Check digit of the beneficiary number</translation>
    </message>
    <message>
        <source>マイナンバーのように見えます</source>
        <translation>Looks like a My Number</translation>
    </message>
    <message>
        <source>回答がありません</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>{item}が変更</source>
        <translation>{item} changed</translation>
    </message>
    <message>
        <source> {month}月{day}日</source>
        <translation> {month}/{day}</translation>
    </message>
    <message>
        <source>{time} に自動でもう一度確認します</source>
        <translation>Asked again by itself at {time}</translation>
    </message>
    <message>
        <source>{numbers} を読み直し</source>
        <translation>Proof-read {numbers}</translation>
    </message>
    <message>
        <source>喪失（{reason}）</source>
        <translation>lost ({reason})</translation>
    </message>
    <message>
        <source>新しい資格があります</source>
        <translation>a newer one exists</translation>
    </message>
    <message>
        <source>&#x3000;ほか{count}件</source>
        <translation> + {count} more</translation>
    </message>
    <message>
        <source>どの資格が続きか決められません</source>
        <translation>Not clear which insurance continues</translation>
    </message>
    <message>
        <source>電話済み {time}</source>
        <translation>Called {time}</translation>
    </message>
    <message>
        <source>送信できます</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>喪失 {month}/{day}</source>
        <translation>Ended {month}/{day}</translation>
    </message>
    <message>
        <source>暗証番号の残り回数は減っていません</source>
        <translation>No PIN try was used up</translation>
    </message>
    <message>
        <source>資格確認サービスのコード：{code}</source>
        <translation>Code of the eligibility service: {code}</translation>
    </message>
    <message>
        <source>もう一度目視で確認し、カードを置き直すようご案内ください</source>
        <translation>Please compare the face once more, and ask the patient to place the card again</translation>
    </message>
    <message>
        <source>自動では、これ以上確認しません。もう一度確認するか、別の方法で受け付けてください</source>
        <translation>The program does not ask any more by itself. Please check again, or receive the patient in another way</translation>
    </message>
    <message>
        <source>あとから届いた結果は、自動で取り込んで本日の受付に表示します。待てないときは、もう一度確認するか、別の方法で受け付けてください</source>
        <translation>An answer that comes later is taken in by itself and shown in today&apos;s list. If you cannot wait, check again or receive the patient in another way</translation>
    </message>
    <message>
        <source>担当 {operator}</source>
        <translation>Staff: {operator}</translation>
    </message>
    <message>
        <source>番号で確認</source>
        <translation>Ask by number</translation>
    </message>
    <message>
        <source>番号を直す</source>
        <translation>Correct the numbers</translation>
    </message>
    <message>
        <source>もう一度照会する</source>
        <translation>Ask again</translation>
    </message>
    <message>
        <source>目視確認で続ける</source>
        <translation>Go on with the visual check</translation>
    </message>
    <message>
        <source>暗証番号で確認する</source>
        <translation>Confirm with the PIN</translation>
    </message>
    <message>
        <source>もう一度入力していただく</source>
        <translation>Let the patient try again</translation>
    </message>
    <message>
        <source>もう一度確認する</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>目視確認に切り替える</source>
        <translation>Switch to the visual check</translation>
    </message>
    <message>
        <source>カードリーダー</source>
        <translation>Card reader</translation>
    </message>
    <message>
        <source>カードリーダー（確認中）</source>
        <translation>Card reader (looking)</translation>
    </message>
    <message>
        <source>カードリーダー（つながっていません）</source>
        <translation>Card reader (not connected)</translation>
    </message>
    <message>
        <source>カードリーダー（サービス停止）</source>
        <translation>Card reader (service stopped)</translation>
    </message>
    <message>
        <source>資格確認サービス</source>
        <translation>Eligibility service</translation>
    </message>
    <message>
        <source>資格確認サービス（確認中）</source>
        <translation>Eligibility service (trying)</translation>
    </message>
    <message>
        <source>資格確認サービス（つながりません）</source>
        <translation>Eligibility service (no connection)</translation>
    </message>
    <message>
        <source>顔認証の結果（確認中）</source>
        <translation>Face results (checking)</translation>
    </message>
    <message>
        <source>顔認証の結果（つながりません）</source>
        <translation>Face results (not reached)</translation>
    </message>
    <message>
        <source>顔認証の結果が届きません。端末と院内ネットワークを確認してください。</source>
        <translation>Face results cannot come in. Please check the terminal and the network.</translation>
    </message>
    <message>
        <source>取り込めない顔認証の結果があります。端末の画面で確認してください。</source>
        <translation>A face result could not be taken in. Please look at the terminal&apos;s screen.</translation>
    </message>
    <message>
        <source>医療機関コード {code}</source>
        <translation>Institution {code}</translation>
    </message>
    <message>
        <source>顔認証の結果が届きました（{time}）。本日の受付にあります。</source>
        <translation>A face result came in ({time}). It is in today&apos;s list.</translation>
    </message>
    <message>
        <source>遅れていた回答が届きました（{time}）。本日の受付にあります。</source>
        <translation>A late answer came in ({time}). It is in today&apos;s list.</translation>
    </message>
    <message>
        <source>{said}（{count}件）</source>
        <translation>{said} ({count})</translation>
    </message>
    <message>
        <source>{said}（{time}の受付）</source>
        <translation>{said} (patient of {time})</translation>
    </message>
    <message>
        <source>{said}（{time}の受付ほか{count}件）</source>
        <translation>{said} (patient of {time} and {count} more)</translation>
    </message>
    <message>
        <source>資格確認サービスからのお知らせ（{begins}〜{ends}）：{text}</source>
        <translation>Notice from the eligibility service ({begins}–{ends}): {text}</translation>
    </message>
    <message>
        <source>保険</source>
        <translation>Insurance</translation>
    </message>
    <message>
        <source>医療扶助</source>
        <translation>Medical aid</translation>
    </message>
    <message>
        <source>資格の期間</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>保険者番号</source>
        <translation>Insurer no.</translation>
    </message>
    <message>
        <source>保険者</source>
        <translation>Insurer</translation>
    </message>
    <message>
        <source>記号・番号</source>
        <translation>Symbol, number</translation>
    </message>
    <message>
        <source>公費負担者番号</source>
        <translation>Payer no.</translation>
    </message>
    <message>
        <source>受給者番号</source>
        <translation>Recipient no.</translation>
    </message>
    <message>
        <source>福祉事務所</source>
        <translation>Welfare office</translation>
    </message>
    <message>
        <source>被保険者（世帯主）</source>
        <translation>Insured (head)</translation>
    </message>
    <message>
        <source>前回からの変更</source>
        <translation>Changed since the last time</translation>
    </message>
    <message>
        <source>資格の数</source>
        <translation>Insurances</translation>
    </message>
    <message>
        <source>（なし）</source>
        <translation>(none)</translation>
    </message>
    <message>
        <source>これまでの確認</source>
        <translation>Checks before</translation>
    </message>
    <message>
        <source>氏名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>カナ</source>
        <translation>Kana</translation>
    </message>
    <message>
        <source>通称のカナ</source>
        <translation>Kana of the other name</translation>
    </message>
    <message>
        <source>要対応</source>
        <translation>To do</translation>
    </message>
    <message>
        <source>新しい一括照会</source>
        <translation>New bulk check</translation>
    </message>
    <message>
        <source>履歴</source>
        <translation>History</translation>
    </message>
    <message>
        <source>予約</source>
        <translation>Appointments</translation>
    </message>
    <message>
        <source>今月未確認</source>
        <translation>Not verified this month</translation>
    </message>
    <message>
        <source>前月レセ前</source>
        <translation>Before claims</translation>
    </message>
    <message>
        <source>予約のある患者さん</source>
        <translation>Patients with an appointment</translation>
    </message>
    <message>
        <source>ファイルを選びます</source>
        <translation>A file that you choose</translation>
    </message>
    <message>
        <source>通院中で、今月まだ確認していない患者さん</source>
        <translation>Regular patients not verified yet this month</translation>
    </message>
    <message>
        <source>先月受診し、その後確認していない患者さん</source>
        <translation>Patients seen last month and not verified since</translation>
    </message>
    <message>
        <source>今週</source>
        <translation>This week</translation>
    </message>
    <message>
        <source>来週</source>
        <translation>Next week</translation>
    </message>
    <message>
        <source>今月</source>
        <translation>This month</translation>
    </message>
    <message>
        <source>照会中</source>
        <translation>Running</translation>
    </message>
    <message>
        <source>停止中</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>完了</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>一部エラー</source>
        <translation>Some errors</translation>
    </message>
    <message>
        <source>異常終了</source>
        <translation>Failed</translation>
    </message>
    <message>
        <source>無効（新しい資格あり）</source>
        <translation>Invalid (newer exists)</translation>
    </message>
    <message>
        <source>別の方の回答</source>
        <translation>Another person</translation>
    </message>
    <message>
        <source>判定できない回答</source>
        <translation>Unclear answer</translation>
    </message>
    <message>
        <source>有効（未登録）</source>
        <translation>Valid (not registered)</translation>
    </message>
    <message>
        <source>エラー</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>同じ方が上の行にあります</source>
        <translation>Same patient further up</translation>
    </message>
    <message>
        <source>本日すでに照会しています</source>
        <translation>Already asked today</translation>
    </message>
    <message>
        <source>今月すでにカードで確認済み</source>
        <translation>Card checked this month</translation>
    </message>
    <message>
        <source>日付が過ぎました</source>
        <translation>The day is over</translation>
    </message>
    <message>
        <source>氏名カナ</source>
        <translation>Kana</translation>
    </message>
    <message>
        <source>氏名（その他）</source>
        <translation>Other name</translation>
    </message>
    <message>
        <source>氏名カナ（その他）</source>
        <translation>Kana of other name</translation>
    </message>
    <message>
        <source>郵便番号</source>
        <translation>Postal code</translation>
    </message>
    <message>
        <source>住所</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>本人・家族</source>
        <translation>Insured or family</translation>
    </message>
    <message>
        <source>証の区分</source>
        <translation>Category of card</translation>
    </message>
    <message>
        <source>有効開始日</source>
        <translation>First valid day</translation>
    </message>
    <message>
        <source>電話番号</source>
        <translation>Telephone</translation>
    </message>
    <message>
        <source>予約日</source>
        <translation>Day of appointment</translation>
    </message>
    <message>
        <source>予約時刻</source>
        <translation>Time of appointment</translation>
    </message>
    <message>
        <source>予約日時</source>
        <translation>Day and time</translation>
    </message>
    <message>
        <source>すべての日</source>
        <translation>Any day</translation>
    </message>
    <message>
        <source>今日から</source>
        <translation>From today</translation>
    </message>
    <message>
        <source>この7日間</source>
        <translation>Last 7 days</translation>
    </message>
    <message>
        <source>先月</source>
        <translation>Last month</translation>
    </message>
    <message>
        <source>読み込んでいます…</source>
        <translation>Reading…</translation>
    </message>
    <message>
        <source>送信の準備をしています…</source>
        <translation>Getting ready to send…</translation>
    </message>
    <message>
        <source>印刷の準備をしています…</source>
        <translation>Getting ready to print…</translation>
    </message>
    <message>
        <source>書き出しています…</source>
        <translation>Exporting…</translation>
    </message>
    <message>
        <source>一括照会を始めました。窓口の業務は続けられます。</source>
        <translation>The bulk check has begun. Work at the counter can go on.</translation>
    </message>
    <message>
        <source>CSVファイルに書き出しました。</source>
        <translation>Exported to a CSV file.</translation>
    </message>
    <message>
        <source>記録しました。</source>
        <translation>Noted.</translation>
    </message>
    <message>
        <source>もう一度照会します。</source>
        <translation>Asking again.</translation>
    </message>
    <message>
        <source>要対応から外しました。</source>
        <translation>Taken off the list.</translation>
    </message>
    <message>
        <source>レセコンへ引き渡しました。</source>
        <translation>Handed over to the receipt computer.</translation>
    </message>
    <message>
        <source>有効終了日</source>
        <translation>Valid until</translation>
    </message>
    <message>
        <source>一部負担金割合</source>
        <translation>Share</translation>
    </message>
    <message>
        <source>高齢受給者証</source>
        <translation>Elderly card</translation>
    </message>
    <message>
        <source>前回（{day}）から変更はありません</source>
        <translation>Nothing has changed since {day}</translation>
    </message>
    <message>
        <source>前回（{day}）から変更が{count}件あります</source>
        <translation>Changed since {day}: {count}</translation>
    </message>
    <message>
        <source>{label} {then} から {now} へ</source>
        <translation>{label}: from {then} to {now}</translation>
    </message>
    <message>
        <source>医療券</source>
        <translation>Medical ticket</translation>
    </message>
    <message>
        <source>資格取得日</source>
        <translation>Valid from</translation>
    </message>
    <message>
        <source>有効期間</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>交付日</source>
        <translation>Issued</translation>
    </message>
    <message>
        <source>資格喪失日</source>
        <translation>Ended on</translation>
    </message>
    <message>
        <source>喪失事由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>保険 {number}</source>
        <translation>Insurance {number}</translation>
    </message>
    <message>
        <source>資格の期間（{insurer}）</source>
        <translation>Period ({insurer})</translation>
    </message>
    <message>
        <source>枝番 {branch}</source>
        <translation>branch {branch}</translation>
    </message>
    <message>
        <source>{tenths}割</source>
        <translation>{tenths}0 %</translation>
    </message>
    <message>
        <source>{year}年{month}月</source>
        <translation>{year}/{month}</translation>
    </message>
    <message>
        <source>本人支払額 {yen}</source>
        <translation>patient pays {yen}</translation>
    </message>
    <message>
        <source>指定医療機関が当院ではありません</source>
        <translation>It names another institution</translation>
    </message>
    <message>
        <source>{yen}円</source>
        <translation>{yen} yen</translation>
    </message>
    <message>
        <source>取り消す</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>次の患者</source>
        <translation>Next patient</translation>
    </message>
    <message>
        <source>同じ方です</source>
        <translation>Same person</translation>
    </message>
    <message>
        <source>照会する</source>
        <translation>Ask</translation>
    </message>
    <message>
        <source>このまま照会する</source>
        <translation>Ask all the same</translation>
    </message>
    <message>
        <source>この方で照会する</source>
        <translation>Ask for this person</translation>
    </message>
    <message>
        <source>もう一度押すと、入力を消して戻ります</source>
        <translation>Press again to erase the entry and go back</translation>
    </message>
    <message>
        <source>確認できません</source>
        <translation>Cannot confirm</translation>
    </message>
    <message>
        <source>レセコンへ引き渡す</source>
        <translation>Hand over</translation>
    </message>
    <message>
        <source>もう一度引き渡す</source>
        <translation>Hand over again</translation>
    </message>
    <message>
        <source>暗証番号を入力する（あと1回）</source>
        <translation>Enter the PIN (last try)</translation>
    </message>
    <message>
        <source>もう一度押すと、最後の1回を入力できます</source>
        <translation>Press again to allow the last try</translation>
    </message>
    <message>
        <source>この方で引き渡す</source>
        <translation>Hand over this answer all the same</translation>
    </message>
    <message>
        <source>もう一度押すと、この方で引き渡します</source>
        <translation>Press again to hand over this answer all the same</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>この方をもう一度確認する</source>
        <translation>Check this person again</translation>
    </message>
    <message>
        <source>再開する</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>カード（暗証番号）</source>
        <translation>Card (PIN)</translation>
    </message>
    <message>
        <source>目視確認</source>
        <translation>Visual check</translation>
    </message>
    <message>
        <source>男</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>女</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>性別の設定なし</source>
        <translation>Sex not stated</translation>
    </message>
    <message>
        <source>死亡</source>
        <translation>Death</translation>
    </message>
    <message>
        <source>生活保護受給開始</source>
        <translation>Public assistance began</translation>
    </message>
    <message>
        <source>医療保険等の資格取得</source>
        <translation>Health insurance was obtained</translation>
    </message>
    <message>
        <source>その他</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>本人</source>
        <translation>Insured person</translation>
    </message>
    <message>
        <source>家族</source>
        <translation>Family member</translation>
    </message>
    <message>
        <source>一般</source>
        <translation>General</translation>
    </message>
    <message>
        <source>退職</source>
        <translation>Retired</translation>
    </message>
    <message>
        <source>短期（一般）</source>
        <translation>Short-term (general)</translation>
    </message>
    <message>
        <source>短期（退職）</source>
        <translation>Short-term (retired)</translation>
    </message>
    <message>
        <source>特別療養費の支給対象</source>
        <translation>Special medical care expenses</translation>
    </message>
    <message>
        <source>特例退職</source>
        <translation>Special retired</translation>
    </message>
    <message>
        <source>自衛官診療証</source>
        <translation>Self-Defense Forces</translation>
    </message>
    <message>
        <source>区分ア</source>
        <translation>Class A (ア)</translation>
    </message>
    <message>
        <source>区分イ</source>
        <translation>Class B (イ)</translation>
    </message>
    <message>
        <source>区分ウ</source>
        <translation>Class C (ウ)</translation>
    </message>
    <message>
        <source>区分エ</source>
        <translation>Class D (エ)</translation>
    </message>
    <message>
        <source>区分オ</source>
        <translation>Class E (オ)</translation>
    </message>
    <message>
        <source>区分オ（境）</source>
        <translation>Class E (オ), borderline</translation>
    </message>
    <message>
        <source>現役並みⅢ</source>
        <translation>Active income III</translation>
    </message>
    <message>
        <source>現役並みⅡ</source>
        <translation>Active income II</translation>
    </message>
    <message>
        <source>現役並みⅠ</source>
        <translation>Active income I</translation>
    </message>
    <message>
        <source>一般（70～74歳）</source>
        <translation>General (age 70–74)</translation>
    </message>
    <message>
        <source>低所得Ⅱ</source>
        <translation>Low income II</translation>
    </message>
    <message>
        <source>低所得Ⅰ</source>
        <translation>Low income I</translation>
    </message>
    <message>
        <source>低所得Ⅰ（老福）</source>
        <translation>Low income I (old-age pension)</translation>
    </message>
    <message>
        <source>低所得Ⅰ（境）</source>
        <translation>Low income I, borderline</translation>
    </message>
    <message>
        <source>一般Ⅱ（後期）</source>
        <translation>General II (age 75+)</translation>
    </message>
    <message>
        <source>一般Ⅰ（後期）</source>
        <translation>General I (age 75+)</translation>
    </message>
    <message>
        <source>人工透析を要する慢性腎不全</source>
        <translation>Chronic kidney failure with dialysis</translation>
    </message>
    <message>
        <source>血友病等</source>
        <translation>Haemophilia and the like</translation>
    </message>
    <message>
        <source>血液製剤によるHIV感染症</source>
        <translation>HIV through blood products</translation>
    </message>
    <message>
        <source>同意なし</source>
        <translation>no consent</translation>
    </message>
    <message>
        <source>同意あり</source>
        <translation>consent</translation>
    </message>
    <message>
        <source>同意の期限切れ</source>
        <translation>consent expired</translation>
    </message>
    <message>
        <source>同意取得困難</source>
        <translation>consent not obtainable</translation>
    </message>
    <message>
        <source>電子</source>
        <translation>electronic</translation>
    </message>
    <message>
        <source>紙</source>
        <translation>paper</translation>
    </message>
    <message>
        <source>調剤券</source>
        <translation>Dispensing ticket</translation>
    </message>
    <message>
        <source>入院</source>
        <translation>In-patient</translation>
    </message>
    <message>
        <source>入院外</source>
        <translation>Out-patient</translation>
    </message>
    <message>
        <source>歯科</source>
        <translation>Dental</translation>
    </message>
    <message>
        <source>調剤</source>
        <translation>Dispensing</translation>
    </message>
    <message>
        <source>訪問看護</source>
        <translation>Home nursing</translation>
    </message>
    <message>
        <source>カード・暗証番号</source>
        <translation>Card, PIN</translation>
    </message>
    <message>
        <source>カード・目視</source>
        <translation>Card, visual check</translation>
    </message>
    <message>
        <source>番号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>カード・顔認証</source>
        <translation>Card, face recognition</translation>
    </message>
    <message>
        <source>一括照会</source>
        <translation>Bulk query</translation>
    </message>
    <message>
        <source>特別療養費（証区分05）</source>
        <translation>Special medical care expenses (category 05)</translation>
    </message>
    <message>
        <source>後期高齢者医療の負担割合</source>
        <translation>Share of the insurance for age 75+</translation>
    </message>
    <message>
        <source>高齢受給者証の負担割合</source>
        <translation>Share on the elderly card</translation>
    </message>
    <message>
        <source>未就学児</source>
        <translation>Child not yet at school</translation>
    </message>
    <message>
        <source>一般（就学後・70歳未満）</source>
        <translation>General (school age to 69)</translation>
    </message>
    <message>
        <source>コード値 {code}（不明）</source>
        <translation>Code {code} (unknown)</translation>
    </message>
    <message>
        <source>窓口負担を10割にする前に、次の方法を確認してください</source>
        <translation>Try these ways before you charge 100 %</translation>
    </message>
    <message>
        <source>スマートフォンの資格情報画面とカード</source>
        <translation>Mynaportal on the phone, and the card</translation>
    </message>
    <message>
        <source>マイナポータルの〈健康保険証〉画面を見せてもらい、記号・番号を確認します</source>
        <translation>Ask to see the “health insurance” page of Mynaportal and take symbol and number from it</translation>
    </message>
    <message>
        <source>資格情報のお知らせとカード</source>
        <translation>Notice of eligibility (資格情報のお知らせ), and the card</translation>
    </message>
    <message>
        <source>お知らせだけでは使えません</source>
        <translation>The notice alone is not enough</translation>
    </message>
    <message>
        <source>過去の資格（再診の方）</source>
        <translation>Earlier insurance (returning patients)</translation>
    </message>
    <message>
        <source>前回から変更がないか、口頭で確認します</source>
        <translation>Ask whether anything has changed since last time</translation>
    </message>
    <message>
        <source>被保険者資格申立書（初診の方）</source>
        <translation>Written statement (被保険者資格申立書; new patients)</translation>
    </message>
    <message>
        <source>用紙に記入していただき、カードとあわせて確認します</source>
        <translation>Have the form filled in, and check it with the card</translation>
    </message>
    <message>
        <source>{before}&#x3000;{after}</source>
        <translation>{before}  {after}</translation>
    </message>
    <message>
        <source>{before}・{after}</source>
        <translation>{before} · {after}</translation>
    </message>
    <message>
        <source>明治</source>
        <translation>Meiji</translation>
    </message>
    <message>
        <source>大正</source>
        <translation>Taisho</translation>
    </message>
    <message>
        <source>昭和</source>
        <translation>Showa</translation>
    </message>
    <message>
        <source>平成</source>
        <translation>Heisei</translation>
    </message>
    <message>
        <source>令和</source>
        <translation>Reiwa</translation>
    </message>
    <message>
        <source>（月）</source>
        <translation> (Mon)</translation>
    </message>
    <message>
        <source>（火）</source>
        <translation> (Tue)</translation>
    </message>
    <message>
        <source>（水）</source>
        <translation> (Wed)</translation>
    </message>
    <message>
        <source>（木）</source>
        <translation> (Thu)</translation>
    </message>
    <message>
        <source>（金）</source>
        <translation> (Fri)</translation>
    </message>
    <message>
        <source>（土）</source>
        <translation> (Sat)</translation>
    </message>
    <message>
        <source>（日）</source>
        <translation> (Sun)</translation>
    </message>
    <message>
        <source>{year}年{month}月{day}日</source>
        <translation>{year}/{month}/{day}</translation>
    </message>
    <message>
        <source>{day}（{era}元年）</source>
        <translation>{day} ({era} 1)</translation>
    </message>
    <message>
        <source>{day}（{era}{year}年）</source>
        <translation>{day} ({era} {year})</translation>
    </message>
    <message>
        <source>{era}元年{month}月{day}日</source>
        <translation>{era} 1, {month}/{day}</translation>
    </message>
    <message>
        <source>{era}{year}年{month}月{day}日</source>
        <translation>{era} {year}, {month}/{day}</translation>
    </message>
    <message>
        <source>{month}月{day}日 {time}</source>
        <translation>{month}/{day} {time}</translation>
    </message>
    <message>
        <source>{first}から{last}まで</source>
        <translation>{first} to {last}</translation>
    </message>
    <message>
        <source>{first}から</source>
        <translation>from {first}</translation>
    </message>
    <message>
        <source>{month}月{day}日{weekday} {time}</source>
        <translation>{month}/{day}{weekday} {time}</translation>
    </message>
    <message>
        <source>資格を喪失しています</source>
        <translation>The insurance has ended</translation>
    </message>
    <message>
        <source>古い資格です。新しい資格があります</source>
        <translation>Old insurance; there is a newer one</translation>
    </message>
    <message>
        <source>該当する資格がありません</source>
        <translation>No such insurance</translation>
    </message>
    <message>
        <source>複数の資格が該当します</source>
        <translation>Several insurances match</translation>
    </message>
    <message>
        <source>有効（医療券は未登録）</source>
        <translation>Valid (no medical ticket)</translation>
    </message>
    <message>
        <source>もう一度カードで確認するか、新しい資格の書類を確認してください</source>
        <translation>Please check the card again, or look at the documents of the new insurance</translation>
    </message>
    <message>
        <source>資格情報が登録されていません。手続き中の可能性があります（登録は届出から最大10日ほど）</source>
        <translation>The insurance is not registered. It may still be on its way (up to about 10 days after notification)</translation>
    </message>
    <message>
        <source>入力した番号に一致する資格がありません</source>
        <translation>No insurance matches the number that was entered</translation>
    </message>
    <message>
        <source>枝番または氏名を確認し、番号で照会してください</source>
        <translation>Please find out the branch number or the name, and ask by number</translation>
    </message>
    <message>
        <source>枝番または氏名で選んでください。自動では選びません</source>
        <translation>Please choose by branch number or name. Nobody is chosen automatically</translation>
    </message>
    <message>
        <source>枝番を入力して、もう一度照会してください</source>
        <translation>Please enter the branch number and ask again</translation>
    </message>
    <message>
        <source>新しい資格の番号で、もう一度照会してください</source>
        <translation>Please ask again with the numbers of the new insurance</translation>
    </message>
    <message>
        <source>受給資格はありますが医療券が未登録です。福祉事務所へ確認してください</source>
        <translation>Medical aid is valid, but no medical ticket is registered. Please call the welfare office</translation>
    </message>
    <message>
        <source>有効という回答ですが、資格の内容が届いていません</source>
        <translation>The answer says valid, but holds no insurance</translation>
    </message>
    <message>
        <source>資格有効性のない回答です</source>
        <translation>The answer does not say whether the insurance is valid</translation>
    </message>
    <message>
        <source>喪失事由：死亡&#x3000;ご本人を確認し、保険者へ問い合わせてください</source>
        <translation>Reason: death. Please verify who the patient is, and call the insurer</translation>
    </message>
    <message>
        <source>確認しようとした患者とカードの方が違います。引渡しを止めています</source>
        <translation>The card belongs to somebody else than the expected patient. The hand-over is held back</translation>
    </message>
    <message>
        <source>確認しようとした患者と回答の方が違います。番号と生年月日を確認してください。引渡しを止めています</source>
        <translation>The answer is about somebody else than the patient who was to be verified. Please check the numbers and the birth date. The hand-over is held back</translation>
    </message>
    <message>
        <source>問い合わせた方の回答かどうかを確かめられません。氏名と生年月日を確認してください。引渡しを止めています</source>
        <translation>It cannot be told whether this answer is about the person who was asked for. Please check name and birth date. The hand-over is held back</translation>
    </message>
    <message>
        <source>レセコンへの引渡し待ち</source>
        <translation>Waiting for the hand-over</translation>
    </message>
    <message>
        <source>レセコンへの引渡し保留</source>
        <translation>Hand-over held back</translation>
    </message>
    <message>
        <source>開いている患者（{expected}）と回答の方（{found}）が違います</source>
        <translation>The answer is about somebody else ({found}) than the patient that was opened ({expected})</translation>
    </message>
    <message>
        <source>新しい番号で確認し直す</source>
        <translation>Ask with the new numbers</translation>
    </message>
    <message>
        <source>枝番を入力する</source>
        <translation>Enter the branch number</translation>
    </message>
    <message>
        <source>レセコンへ引き渡しています</source>
        <translation>Handing over to the receipt computer</translation>
    </message>
    <message>
        <source>レセコンへ引き渡しました</source>
        <translation>Handed over to the receipt computer</translation>
    </message>
    <message>
        <source>レセコンがまだ受け取っていません</source>
        <translation>Not taken by the receipt computer yet</translation>
    </message>
    <message>
        <source>{time}の確認を表示しています</source>
        <translation>This is the check of {time}</translation>
    </message>
    <message>
        <source>資格有効性：{code}</source>
        <translation>Validity code: {code}</translation>
    </message>
    <message>
        <source>理由：{reason}</source>
        <translation>Reason: {reason}</translation>
    </message>
    <message>
        <source>前回（{day}）から変更がないか、口頭で確認します</source>
        <translation>Ask whether anything has changed since {day}</translation>
    </message>
    <message>
        <source>前回（{day}・{insurer}）から変更がないか、口頭で確認します</source>
        <translation>Ask whether anything has changed since {day} ({insurer})</translation>
    </message>
    <message>
        <source>資格確認サービスから：{said}</source>
        <translation>The eligibility service says: {said}</translation>
    </message>
    <message>
        <source>開いている患者（{expected}）とカードの方（{found}）が違います</source>
        <translation>The expected patient ({expected}) and the card&apos;s person ({found}) are not the same</translation>
    </message>
    <message>
        <source>応答 {seconds}秒</source>
        <translation>Answer in {seconds} s</translation>
    </message>
    <message>
        <source>もう一度カードで確認する</source>
        <translation>Check the card again</translation>
    </message>
    <message>
        <source>受付でマイナンバーカードをお出しください</source>
        <translation>Please have your My Number card ready at the desk</translation>
    </message>
    <message>
        <source>カードは、ご自分でリーダーに置いていただきます</source>
        <translation>You place the card on the reader yourself</translation>
    </message>
    <message>
        <source>ただいま準備しています</source>
        <translation>We are getting ready</translation>
    </message>
    <message>
        <source>受付の者にお声がけください</source>
        <translation>Please speak to the staff</translation>
    </message>
    <message>
        <source>カードを置いてください</source>
        <translation>Please place your card</translation>
    </message>
    <message>
        <source>カードをケースから出して置いてください</source>
        <translation>Please take your card out of its case and place it</translation>
    </message>
    <message>
        <source>もう一度カードを置いてください</source>
        <translation>Please place your card again</translation>
    </message>
    <message>
        <source>ケースから出して、平らに置いてください</source>
        <translation>Take it out of its case and lay it flat</translation>
    </message>
    <message>
        <source>カードの写真を受付の者にお見せください</source>
        <translation>Please show the photo on your card to the staff</translation>
    </message>
    <message>
        <source>カードは、ご自分でお持ちください</source>
        <translation>Please keep the card in your hand</translation>
    </message>
    <message>
        <source>そのままお待ちください</source>
        <translation>Please wait</translation>
    </message>
    <message>
        <source>カードは置いたままにしてください</source>
        <translation>Please leave your card where it is</translation>
    </message>
    <message>
        <source>保険の確認をしています</source>
        <translation>We are checking your insurance</translation>
    </message>
    <message>
        <source>4けたの暗証番号を入力してください</source>
        <translation>Please enter your 4-digit PIN</translation>
    </message>
    <message>
        <source>マイナンバーカードを受け取ったときに決めた、数字4けたの番号です</source>
        <translation>The 4 digits that you chose when you received your My Number card</translation>
    </message>
    <message>
        <source>番号がちがうようです。もう一度入力してください</source>
        <translation>That does not seem to be the number. Please try again</translation>
    </message>
    <message>
        <source>わからないときは、受付の者をお呼びください</source>
        <translation>If you are not sure, please call the staff</translation>
    </message>
    <message>
        <source>受付の者がご案内します</source>
        <translation>Our staff will help you</translation>
    </message>
    <message>
        <source>カードをお取りください</source>
        <translation>Please take your card</translation>
    </message>
    <message>
        <source>ありがとうございました。カードをお取りください</source>
        <translation>Thank you. Please take your card</translation>
    </message>
    <message>
        <source>ありがとうございました</source>
        <translation>Thank you</translation>
    </message>
    <message>
        <source>受付の者がお呼びするまで、お待ちください</source>
        <translation>Please wait until you are called</translation>
    </message>
    <message>
        <source>（氏名なし）</source>
        <translation>(no name)</translation>
    </message>
    <message>
        <source>通称</source>
        <translation>Name in use</translation>
    </message>
    <message>
        <source>枝番または氏名で、ご本人を選んでください</source>
        <translation>Choose the patient by branch number or name</translation>
    </message>
    <message>
        <source>照会した番号</source>
        <translation>Numbers that were asked with</translation>
    </message>
    <message>
        <source>券面と見比べてください</source>
        <translation>Compare with the certificate</translation>
    </message>
    <message>
        <source>記号</source>
        <translation>Symbol</translation>
    </message>
    <message>
        <source>枝番</source>
        <translation>Branch</translation>
    </message>
    <message>
        <source>生年月日</source>
        <translation>Born</translation>
    </message>
    <message>
        <source>（空欄）</source>
        <translation>(empty)</translation>
    </message>
    <message>
        <source>検証番号は合っています</source>
        <translation>The check digit fits</translation>
    </message>
    <message>
        <source>検証番号が合いません。番号を確認してください</source>
        <translation>The check digit does not fit. Please check the number</translation>
    </message>
    <message>
        <source>6桁：国民健康保険です</source>
        <translation>6 digits: National Health Insurance</translation>
    </message>
    <message>
        <source>3と5、1と7、0と6など、似た数字を確かめてください</source>
        <translation>Look for digits that are alike: 3 and 5, 1 and 7, 0 and 6</translation>
    </message>
    <message>
        <source>空欄です。券面の2桁を入力してください</source>
        <translation>Empty. Please enter the 2 digits on the certificate</translation>
    </message>
    <message>
        <source>空欄です。券面にあれば2桁で入力してください</source>
        <translation>Empty. If the certificate has one, enter its 2 digits</translation>
    </message>
    <message>
        <source>券面の2桁と見比べてください</source>
        <translation>Compare with the 2 digits on the certificate</translation>
    </message>
    <message>
        <source>ご本人に確かめてください</source>
        <translation>Ask the patient</translation>
    </message>
    <message>
        <source>枝番は {branch} です（入力なし）</source>
        <translation>The branch number is {branch} (none was entered)</translation>
    </message>
    <message>
        <source>性別</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>有効期限</source>
        <translation>Valid until</translation>
    </message>
    <message>
        <source>一部負担割合</source>
        <translation>Share</translation>
    </message>
    <message>
        <source>高齢受給者の負担割合</source>
        <translation>Share of the elderly</translation>
    </message>
    <message>
        <source>限度額の適用区分</source>
        <translation>Limit class</translation>
    </message>
    <message>
        <source>資格有効性</source>
        <translation>Validity</translation>
    </message>
    <message>
        <source>使わない</source>
        <translation>Not used</translation>
    </message>
    <message>
        <source>患者番号</source>
        <translation>Patient no.</translation>
    </message>
    <message>
        <source>保険者届出の住所</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>氏名に表示できない文字（●）があります。カナと生年月日は前回と一致しています</source>
        <translation>The name has a character that cannot be shown (●). Kana and birth date are the same as the last time</translation>
    </message>
    <message>
        <source>氏名に表示できない文字（●）があります。カナと生年月日で確認してください</source>
        <translation>The name has a character that cannot be shown (●). Please verify by kana and birth date</translation>
    </message>
    <message>
        <source>請求で使えない文字（{chars}）があります</source>
        <translation>There are characters that claims cannot carry ({chars})</translation>
    </message>
    <message>
        <source>請求で使えない文字（{chars}）があります。レセプトでは{others}を使えます</source>
        <translation>There are characters that claims cannot carry ({chars}). A claim can use {others}</translation>
    </message>
    <message>
        <source>{age}歳</source>
        <translation>age {age}</translation>
    </message>
    <message>
        <source>{sex}（券面 {face}）</source>
        <translation>{sex} (on the card: {face})</translation>
    </message>
    <message>
        <source>起動しています</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>終了しています</source>
        <translation>Closing</translation>
    </message>
    <message>
        <source>カードを置いていただいてください</source>
        <translation>Ask the patient to place the card</translation>
    </message>
    <message>
        <source>カードはお預かりせず、患者さんご自身に置いていただきます</source>
        <translation>Do not take the card: the patient places it</translation>
    </message>
    <message>
        <source>目視で確認しました。確認したカードを置いていただきます</source>
        <translation>Seen and confirmed. Ask the patient to place that same card</translation>
    </message>
    <message>
        <source>カードの顔写真と患者さんご本人を見比べてください</source>
        <translation>Compare the photo on the card with the patient</translation>
    </message>
    <message>
        <source>カードはお預かりしないでください</source>
        <translation>Please do not take the card</translation>
    </message>
    <message>
        <source>先に、画面の右上で担当者を選んでください</source>
        <translation>First choose who is at the desk, at the upper right</translation>
    </message>
    <message>
        <source>目視確認を記録しています</source>
        <translation>Recording the visual check</translation>
    </message>
    <message>
        <source>カードを確認しました</source>
        <translation>Card recognised</translation>
    </message>
    <message>
        <source>カードを読み取っています。カードは置いたままにしてください</source>
        <translation>Reading the card. Please leave it where it is</translation>
    </message>
    <message>
        <source>時間がかかっています。カードは置いたままにしてください</source>
        <translation>This takes longer than usual. Please leave the card where it is</translation>
    </message>
    <message>
        <source>患者さんが入力しています…</source>
        <translation>The patient is entering the PIN…</translation>
    </message>
    <message>
        <source>目視確認をおすすめします</source>
        <translation>We recommend the visual check</translation>
    </message>
    <message>
        <source>目視確認に切り替えてください</source>
        <translation>Please switch to the visual check</translation>
    </message>
    <message>
        <source>患者さんは暗証番号がわかりません。番号をお聞きしたり、代わりに入力したりしないでください</source>
        <translation>The patient does not know the PIN. Please do not ask for it or enter it yourself</translation>
    </message>
    <message>
        <source>患者さんが入力をやめました</source>
        <translation>The patient stopped entering the PIN</translation>
    </message>
    <message>
        <source>どのように続けるか、患者さんに確認してください</source>
        <translation>Please ask the patient how to go on</translation>
    </message>
    <message>
        <source>暗証番号が入力されました</source>
        <translation>The PIN was entered</translation>
    </message>
    <message>
        <source>資格確認サービスの準備を待っています。カードは置いたままにしてください</source>
        <translation>Waiting for the eligibility service to get ready. Please leave the card where it is</translation>
    </message>
    <message>
        <source>暗証番号を確認しています</source>
        <translation>Checking the PIN</translation>
    </message>
    <message>
        <source>資格を確認しています…</source>
        <translation>Checking eligibility…</translation>
    </message>
    <message>
        <source>約2秒かかります</source>
        <translation>It takes about 2 seconds</translation>
    </message>
    <message>
        <source>資格確認サービスの応答を待っています</source>
        <translation>Waiting for the eligibility service</translation>
    </message>
    <message>
        <source>応答がまだありません。引き続き、端末からの結果を待っています</source>
        <translation>No response yet. Still waiting for the terminal&apos;s answer</translation>
    </message>
    <message>
        <source>時間がかかっています</source>
        <translation>This takes longer than usual</translation>
    </message>
    <message>
        <source>カードは患者さんにお取りいただけます</source>
        <translation>The patient can take the card</translation>
    </message>
    <message>
        <source>目視で確認</source>
        <translation>Visual check</translation>
    </message>
    <message>
        <source>番号で確認してください</source>
        <translation>Please ask by number</translation>
    </message>
    <message>
        <source>この窓口からは、カードでの照会はできません</source>
        <translation>This desk cannot ask with a card</translation>
    </message>
    <message>
        <source>カードでの照会はできません。カードをお取りいただき、番号で確認してください</source>
        <translation>A card cannot be asked with here. Please have the card taken back, and ask by number</translation>
    </message>
    <message>
        <source>暗証番号に切り替える</source>
        <translation>Switch to the PIN</translation>
    </message>
    <message>
        <source>入力を続けていただく</source>
        <translation>Let the patient go on</translation>
    </message>
    <message>
        <source>USBの差し込みを確認してください。差し直すと自動で再開します</source>
        <translation>Please check the USB plug. Work resumes by itself when it is plugged in again</translation>
    </message>
    <message>
        <source>応答がありませんでした。自動でもう一度確認しています（{attempt}回目）</source>
        <translation>There was no answer. Asking again by itself (attempt {attempt})</translation>
    </message>
    <message>
        <source>{name}様の確認です</source>
        <translation>This check is for {name}</translation>
    </message>
    <message>
        <source>新しい保険の登録がまだのようです。〈資格情報のお知らせ〉か、スマートフォンのマイナポータルはお持ちでしょうか。</source>
        <translation>Your new insurance does not seem to be registered yet. Do you have the notice of eligibility, or Mynaportal on your phone?</translation>
    </message>
    <message>
        <source>新しい保険があるようです。もう一度カードを確認させていただけますか。</source>
        <translation>You seem to have a new insurance. May we check your card once more?</translation>
    </message>
    <message>
        <source>新しい保険があるようです。新しい資格確認書はお持ちでしょうか。</source>
        <translation>There seems to be a new insurance. Do you have its certificate with you?</translation>
    </message>
    <message>
        <source>保険の記録がいくつかあるようです。お持ちの保険の書類はございますか。</source>
        <translation>There seem to be several insurances. Do you have any insurance documents with you?</translation>
    </message>
    <message>
        <source>お手元の書類の番号を、もう一度確認させていただけますか。</source>
        <translation>May I check the numbers on your certificate once more?</translation>
    </message>
    <message>
        <source>福祉事務所に確認いたします。少々お待ちください。</source>
        <translation>We will ask the welfare office. Please wait a moment.</translation>
    </message>
    <message>
        <source>確認に時間がかかっています。少々お待ちください。</source>
        <translation>The check is taking longer than usual. Please wait a moment.</translation>
    </message>
    <message>
        <source>カードでの確認ができませんでした。資格確認書か〈資格情報のお知らせ〉はお持ちでしょうか。</source>
        <translation>We could not confirm it with your card. Do you have the eligibility certificate or the notice of eligibility?</translation>
    </message>
    <message>
        <source>暗証番号がロックされているようです。お顔の確認で受付できます。解除は市区町村の窓口でお願いいたします。</source>
        <translation>Your PIN seems to be locked. We can check you in by looking at your photo. Your municipal office can unlock it.</translation>
    </message>
    <message>
        <source>{before}カードの更新時期が近づいています。市区町村の窓口で手続きをお願いいたします。</source>
        <translation>{before} Your card is due for renewal soon. Please see your municipal office.</translation>
    </message>
    <message>
        <source>{before}カードの更新時期を過ぎています。市区町村の窓口で手続きをお願いいたします。</source>
        <translation>{before} Your card is overdue for renewal. Please see your municipal office.</translation>
    </message>
    <message>
        <source>{name}様、</source>
        <translation>{name}: </translation>
    </message>
    <message>
        <source>{name}保険の確認ができました。</source>
        <translation>{name}We have confirmed your insurance.</translation>
    </message>
    <message>
        <source>{name}保険の確認ができました。窓口のご負担は{tenths}割です。</source>
        <translation>{name}We have confirmed your insurance. You pay {tenths}0 %.</translation>
    </message>
    <message>
        <source>特別療養費の対象です（窓口10割）</source>
        <translation>Special medical care expenses apply (the patient pays 100 %)</translation>
    </message>
    <message>
        <source>特別療養費の対象ですが、18歳の年度末までの方です。窓口負担は保険者へ確認してください</source>
        <translation>Special medical care expenses apply, but the patient is a minor (until the 31 March after turning 18). Please ask the insurer what the patient pays</translation>
    </message>
    <message>
        <source>複数の方の資格が届いています。氏名と生年月日を確認してください</source>
        <translation>Insurances of several people came back. Please verify name and birth date</translation>
    </message>
    <message>
        <source>受診日に有効な資格が2つあります。どちらを使うか患者さんに確認してください</source>
        <translation>Two insurances are valid on this day. Please ask the patient which one to use</translation>
    </message>
    <message>
        <source>資格の期間が資格確認日と合いません。保険者へ確認してください</source>
        <translation>The dates of this insurance contradict the day of the check. Please ask the insurer</translation>
    </message>
    <message>
        <source>負担割合と適用区分が合いません。保険者へ確認してください</source>
        <translation>The share and the limit category contradict each other. Please call the insurer</translation>
    </message>
    <message>
        <source>今月、負担割合が変わる見込みです（{age}歳）</source>
        <translation>The share is likely to change this month (age {age})</translation>
    </message>
    <message>
        <source>来月、負担割合が変わる見込みです（{age}歳）</source>
        <translation>The share is likely to change next month (age {age})</translation>
    </message>
    <message>
        <source>{label}をコピーする</source>
        <translation>Copy {label}</translation>
    </message>
    <message>
        <source>コピーしました。30秒後に消えます</source>
        <translation>Copied. It is cleared after 30 seconds.</translation>
    </message>
    <message>
        <source>担当</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>担当 {name}</source>
        <translation>Staff: {name}</translation>
    </message>
    <message>
        <source>担当者を選んでください</source>
        <translation>Who is at the desk?</translation>
    </message>
    <message>
        <source>担当者を{name}にする</source>
        <translation>Change to {name}</translation>
    </message>
    <message>
        <source>資格確認書の番号を入力してください</source>
        <translation>Please enter the numbers of the certificate</translation>
    </message>
    <message>
        <source>券面の有効期限・氏名・生年月日も、ご本人と確認してください</source>
        <translation>Also check its end date, name and birth date with the patient</translation>
    </message>
    <message>
        <source>限度額情報の提供に同意いただきました（口頭）</source>
        <translation>The patient agreed that the payment limit is given (orally)</translation>
    </message>
    <message>
        <source>6桁または8桁</source>
        <translation>6 or 8 digits</translation>
    </message>
    <message>
        <source>券面にないときは空欄</source>
        <translation>Empty if the certificate has none</translation>
    </message>
    <message>
        <source>2桁。わからないときは空欄</source>
        <translation>2 digits; empty if not known</translation>
    </message>
    <message>
        <source>例 S50.4.1、19750401</source>
        <translation>For example S50.4.1 or 19750401</translation>
    </message>
    <message>
        <source>国民健康保険</source>
        <translation>National Health Insurance</translation>
    </message>
    <message>
        <source>後期高齢者医療（記号と枝番はありません）</source>
        <translation>Medical care for the elderly aged 75+ (no symbol, no branch)</translation>
    </message>
    <message>
        <source>暦にない日です</source>
        <translation>There is no such day</translation>
    </message>
    <message>
        <source>元号の期間と合いません</source>
        <translation>The day is not in that era</translation>
    </message>
    <message>
        <source>今日より後の日です</source>
        <translation>The day is after today</translation>
    </message>
    <message>
        <source>喪失した資格でした。新しい保険の番号を入力してください</source>
        <translation>That insurance had ended. Please enter the numbers of the new one</translation>
    </message>
    <message>
        <source>古い資格でした。新しい資格の番号を入力してください</source>
        <translation>That insurance was an old one. Please enter the numbers of the new one</translation>
    </message>
    <message>
        <source>一致する資格がありませんでした。券面と見比べてください</source>
        <translation>No insurance matched. Please compare with the certificate</translation>
    </message>
    <message>
        <source>複数の資格が該当しました。枝番を入力してください</source>
        <translation>Several insurances matched. Please enter the branch number</translation>
    </message>
    <message>
        <source>前の照会の続きです。別の方は、取り消してから始めてください</source>
        <translation>This goes on from the question before. For somebody else, cancel and begin anew</translation>
    </message>
    <message>
        <source>カードが置かれています。カードで確認するときは、番号の入力を取り消してください</source>
        <translation>A card is on the reader. To check it, cancel the entry of numbers</translation>
    </message>
    <message>
        <source>この窓口では、カードでの照会はできません。カードをお取りいただいてください</source>
        <translation>This desk cannot ask with a card. Please have the card taken back</translation>
    </message>
    <message>
        <source>{day}・{age}歳</source>
        <translation>{day} (age {age})</translation>
    </message>
    <message>
        <source>{why}。{said}</source>
        <translation>{why}. {said}</translation>
    </message>
    <message>
        <source>{name}様の照会の続きです。別の方は、取り消してから始めてください</source>
        <translation>This goes on from the question about {name}. For somebody else, cancel and begin anew</translation>
    </message>
    <message>
        <source>縦の線は資格確認日（{day}）です</source>
        <translation>The vertical line is the day of the check ({day})</translation>
    </message>
    <message>
        <source>対象</source>
        <translation>Patients</translation>
    </message>
    <message>
        <source>期間</source>
        <translation>When</translation>
    </message>
    <message>
        <source>CSVファイル</source>
        <translation>CSV file</translation>
    </message>
    <message>
        <source>すべてのファイル</source>
        <translation>All files</translation>
    </message>
    <message>
        <source>書き出す場所</source>
        <translation>Export to</translation>
    </message>
    <message>
        <source>画面を閉じているとき</source>
        <translation>While the window is closed</translation>
    </message>
    <message>
        <source>画面を閉じていても実行する</source>
        <translation>Run while the window is closed</translation>
    </message>
    <message>
        <source>このコンピューターのタイマーに、15分ごとの実行を登録します。電源が入っていて、この利用者がサインインしている間に動きます（画面のロック中も動きます）。
チェックするとすぐに変わります。</source>
        <translation>Registers a run every 15 minutes with this computer&apos;s timer. It works while the computer is on and this account is signed in, even if the screen is locked.
Ticking takes effect at once.</translation>
    </message>
    <message>
        <source>タイマーを調べています…</source>
        <translation>Looking at the timer…</translation>
    </message>
    <message>
        <source>タイマーを変更しています…</source>
        <translation>Changing the timer…</translation>
    </message>
    <message>
        <source>タイマーに登録されています。</source>
        <translation>The timer is registered.</translation>
    </message>
    <message>
        <source>タイマーには登録されていません。画面を開いている間だけ実行します。</source>
        <translation>The timer is not registered. Batches run only while the window is open.</translation>
    </message>
    <message>
        <source>止める</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>再開</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>一括照会 {done}／{whole}名</source>
        <translation>Bulk check {done}/{whole}</translation>
    </message>
    <message>
        <source>止めています。続きから再開できます。</source>
        <translation>Stopped. It can go on from here.</translation>
    </message>
    <message>
        <source>窓口で確認中のため、待っています</source>
        <translation>Waiting while the counter is busy</translation>
    </message>
    <message>
        <source>{time} に再開します</source>
        <translation>Goes on at {time}</translation>
    </message>
    <message>
        <source>照会を準備しています…</source>
        <translation>Getting ready…</translation>
    </message>
    <message>
        <source>毎分{count}名</source>
        <translation>{count} a minute</translation>
    </message>
    <message>
        <source>残り1分未満</source>
        <translation>less than a minute left</translation>
    </message>
    <message>
        <source>残り約{minutes}分</source>
        <translation>about {minutes} minutes left</translation>
    </message>
    <message>
        <source>残り約{hours}時間</source>
        <translation>about {hours} hours left</translation>
    </message>
    <message>
        <source>時刻</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>状態</source>
        <translation>State</translation>
    </message>
    <message>
        <source>前回との違い</source>
        <translation>Difference from before</translation>
    </message>
    <message>
        <source>次にすること</source>
        <translation>What to do next</translation>
    </message>
    <message>
        <source>期限</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>行</source>
        <translation>Line</translation>
    </message>
    <message>
        <source>事前点検</source>
        <translation>Pre-check</translation>
    </message>
    <message>
        <source>実行</source>
        <translation>Run</translation>
    </message>
    <message>
        <source>資格確認日</source>
        <translation>Asked for</translation>
    </message>
    <message>
        <source>件数</source>
        <translation>Lines</translation>
    </message>
    <message>
        <source>回答</source>
        <translation>Answers</translation>
    </message>
    <message>
        <source>除外・点検NG</source>
        <translation>Left out, not right</translation>
    </message>
    <message>
        <source>実行者</source>
        <translation>By</translation>
    </message>
    <message>
        <source>一括照会 電話リスト</source>
        <translation>Bulk check: phone list</translation>
    </message>
    <message>
        <source>お伝えすること</source>
        <translation>What to say</translation>
    </message>
    <message>
        <source>済</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>電話が必要な方はいません</source>
        <translation>Nobody needs a call</translation>
    </message>
    <message>
        <source>{count}名&#x3000;{when} 現在</source>
        <translation>{count} patients, {when}</translation>
    </message>
    <message>
        <source>{page}／{pages}ページ</source>
        <translation>Page {page} of {pages}</translation>
    </message>
    <message>
        <source>保険証の資格が変わっている可能性があります。新しい資格の分かるものをお持ちください。</source>
        <translation>Your insurance may have changed. Please bring something that shows the new one.</translation>
    </message>
    <message>
        <source>受付で資格を確認します。マイナンバーカードか資格確認書をお持ちください。</source>
        <translation>We check your insurance at the reception. Please bring your My Number card or 資格確認書.</translation>
    </message>
    <message>
        <source>資格を確認できませんでした。資格の番号を教えてください。</source>
        <translation>We could not verify your insurance. Please tell us its numbers.</translation>
    </message>
</context>
</TS>
